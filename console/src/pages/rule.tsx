import { useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useMay } from "../api/session";
import { useRead } from "../api/use";
import { useWords } from "../i18n";
import { Card, Skeleton, Strength, Title, Trouble } from "../ui/parts";
import { Lost } from "./lost";
import { RuleSwitch } from "./rule-switch";
import { useRules } from "./rules";

/** What one rule means, what it does not, and what is innocent. */
export function RulePage() {
  const t = useWords();
  const { id } = useParams({ strict: false }) as { id: string };
  const got = useRules();
  if (got.error) return <Trouble error={got.error} />;
  if (!got.data) return <Skeleton lines={10} />;
  const r = got.data.rules.find((x) => x.id === id);
  if (!r) return <Lost />;
  const part = (title: string, body: ReactNode) => (
    <Card title={title}>
      <div>{body}</div>
    </Card>
  );
  const list = (items: readonly string[]) => (
    <ul>
      {items.map((x) => (
        <li key={x}>{x}</li>
      ))}
    </ul>
  );
  return (
    <div className="stack">
      <Title
        actions={
          <div className="row small">
            <Strength strength={r.ceiling} />
            <span className="badge">{r.enabled ? t.rules.on : t.rules.off}</span>
            <code className="muted">{r.id}</code>
            <span className="muted">{t.rules.version(r.version)}</span>
          </div>
        }
      >
        {r.title}
      </Title>
      {!r.answers && <p className="notice">{t.rules.silent}</p>}
      <div className="columns">
        <div className="stack">
          {part(t.rules.means, r.means)}
          {part(t.rules.not, r.means_not)}
          {part(t.rules.fairness, r.fairness)}
          <Precision id={r.id} />
          <RuleSwitch rule={r} />
        </div>
        <div className="stack">
          {part(t.rules.innocent, list(r.innocent))}
          {part(t.rules.ask, list(r.ask))}
          {part(t.rules.data, r.data)}
          {part(t.rules.source, r.source)}
        </div>
      </div>
    </div>
  );
}

/** How often the rule was right, from what people decided. */
function Precision({ id }: { id: string }) {
  const t = useWords();
  const may = useMay("overview.read");
  // Two years hold whatever retention leaves.
  const [query] = useState(() => ({ from: new Date(Date.now() - 730 * 86_400_000).toISOString(), to: new Date(Date.now() + 86_400_000).toISOString() }));
  const { data } = useRead(["impact", "ever"], (api, signal) => api.GET("/impact", { params: { query }, signal }), { enabled: may });
  if (!may || !data) return null;
  const r = data.rules.find((x) => x.rule === id);
  const right = (r?.confirmed ?? 0) + (r?.misused ?? 0);
  return (
    <Card title={t.rules.precision}>
      <p>{t.rules.precisionOf(right, right + (r?.innocent ?? 0))}</p>
      {r && r.inconclusive > 0 && <p className="muted small">{t.rules.inconclusive(r.inconclusive)}</p>}
    </Card>
  );
}
