import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { Card, Skeleton, Strength, Title, Trouble } from "../ui/parts";
import { Lost } from "./lost";
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
