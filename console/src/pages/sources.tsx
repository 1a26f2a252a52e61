import { useWords } from "../i18n";
import { Title } from "../ui/parts";

export function Sources() {
  const t = useWords();
  return <Title>{t.sources.title}</Title>;
}
