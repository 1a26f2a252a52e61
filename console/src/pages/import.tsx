import { useWords } from "../i18n";
import { Title } from "../ui/parts";

export function ImportPage() {
  const t = useWords();
  return <Title>{t.import.title}</Title>;
}
