// What the second person reads first: what was proposed and why, and which of
// its evidence they have not looked at themselves yet.
import { useMay, useMe } from "../api/session";
import type { CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Card, When } from "../ui/parts";
import { Who } from "./who";

export function Second({ c }: { c: CaseDetail }) {
  const t = useWords();
  const may = useMay("cases.approve");
  const { data: me } = useMe();
  const d = c.decision;
  if (c.state !== "proposed-adverse" || !d || !may) return null;
  if (d.author === me?.id)
    return (
      <div className="notice">
        <p>{t.second.own}</p>
      </div>
    );
  const counted = c.findings.filter((f) => f.outcome === "hit" && f.strength !== "context");
  const left = counted.filter((f) => !f.opened_by_me && !f.hidden);
  const hidden = counted.filter((f) => f.hidden);
  return (
    <Card title={t.second.title}>
      <div className="stack">
        <p>
          <Who id={d.author} />, <When at={d.proposed_at} />: <strong>{t.outcomes[d.outcome as keyof typeof t.outcomes] ?? d.outcome}</strong>
        </p>
        <blockquote>{d.reason}</blockquote>
        <p>{t.second.why}</p>
        {left.length > 0 ? (
          <>
            <p>
              <strong>{t.second.left(left.length)}</strong>
            </p>
            <ul className="targets">
              {left.map((f) => (
                <li key={f.fingerprint}>
                  <a href={`#finding-${f.fingerprint}`}>{f.title}</a>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p>{t.second.all}</p>
        )}
        {hidden.length > 0 && <p className="muted small">{t.second.hidden(hidden.length)}</p>}
      </div>
    </Card>
  );
}
