import { useWords } from "../i18n";
import { Title } from "../ui/parts";

export function People() {
  const t = useWords();
  return <Title>{t.people.title}</Title>;
}
