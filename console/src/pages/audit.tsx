import { useWords } from "../i18n";
import { Title } from "../ui/parts";

export function AuditPage() {
  const t = useWords();
  return <Title>{t.audit.title}</Title>;
}
