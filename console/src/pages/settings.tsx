import { useWords } from "../i18n";
import { Title } from "../ui/parts";

export function Settings() {
  const t = useWords();
  return <Title>{t.settings.title}</Title>;
}
