import { useWords } from "../i18n";
import { Title } from "../ui/parts";

export function Account() {
  const t = useWords();
  return <Title>{t.account.title}</Title>;
}
