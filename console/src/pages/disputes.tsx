import { useWords } from "../i18n";
import { Title } from "../ui/parts";

export function Disputes() {
  const t = useWords();
  return <Title>{t.disputes.title}</Title>;
}
