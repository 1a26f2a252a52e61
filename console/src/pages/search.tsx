import { useWords } from "../i18n";
import { Title } from "../ui/parts";

export function SearchPage() {
  const t = useWords();
  return <Title>{t.search.title}</Title>;
}
