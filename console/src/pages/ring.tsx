import { useParams } from "@tanstack/react-router";
import { RingGraph } from "../graph/ring";
import { useWords } from "../i18n";
import { Title } from "../ui/parts";

export function RingPage() {
  const t = useWords();
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <div className="stack">
      <Title actions={<code className="muted small">{id}</code>}>{t.rings.ring}</Title>
      <RingGraph id={id} />
    </div>
  );
}
