// The evidence: claim, observed, source; why it may be innocent beside it.
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useMay } from "../api/session";
import { useChange, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Card, Empty, Scroll, Strength, Trouble } from "../ui/parts";
import { Suppress } from "./suppress";

type Finding = Schemas["CaseFinding"];

export function Evidence({ c }: { c: CaseDetail }) {
  const t = useWords();
  const hits = c.findings.filter((f) => f.outcome === "hit");
  const lacking = c.findings.filter((f) => f.outcome !== "hit");
  return (
    <div className="stack">
      <Card title={t.evidence.title} bare>
        {hits.length === 0 && <Empty title={t.evidence.none} />}
        {hits.map((f) => (
          <One key={f.fingerprint} c={c} f={f} />
        ))}
      </Card>
      {lacking.length > 0 && (
        <Card title={t.evidence.tooLittle}>
          <p className="muted small">{t.evidence.tooLittleWhy}</p>
          <ul>
            {lacking.map((f) => (
              <li key={f.fingerprint}>
                {f.title}
                {f.missing?.length ? <span className="muted small"> – {f.missing.join("; ")}</span> : null}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  );
}

function One({ c, f }: { c: CaseDetail; f: Finding }) {
  const t = useWords();
  const { workspace } = useApi();
  return (
    <article className="finding" aria-label={f.title} id={`finding-${f.fingerprint}`} tabIndex={-1}>
      <header>
        <h3>
          <Link to="/w/$workspace/rules/$id" params={{ workspace, id: f.rule }}>
            {f.title}
          </Link>
        </h3>
        <Strength strength={f.strength} />
        <span className="badge">{t.families[f.family as keyof typeof t.families] ?? f.family}</span>
        <span className="muted small">{t.evidence.bits(f.bits)}</span>
      </header>
      {f.hidden ? <p className="muted">{t.evidence.hidden}</p> : <p>{f.sentence}</p>}
      {f.lowered && <p className="small muted">{t.evidence.lowered(f.lowered)}</p>}
      <div className="sides">
        <div className="stack">
          {!f.hidden && <Lines list={f.evidence ?? []} />}
          {f.counter && f.counter.length > 0 && (
            <div>
              <h4 className="small">{t.evidence.counter}</h4>
              <ul className="small">
                {f.counter.map((x) => (
                  <li key={x}>{x}</li>
                ))}
              </ul>
            </div>
          )}
          {!f.hidden && (
            <div className="row">
              <Open c={c} f={f} />
              <Suppress c={c} rule={f.rule} />
            </div>
          )}
        </div>
        <div className="innocent small">
          <h4>{t.evidence.innocent}</h4>
          <ul>
            {(f.innocent ?? []).map((x) => (
              <li key={x}>{x}</li>
            ))}
          </ul>
        </div>
      </div>
    </article>
  );
}

function Lines({ list }: { list: readonly Schemas["Evidence"][] }) {
  const t = useWords();
  return (
    <Scroll label={t.evidence.title}>
      <table className="grid-table small">
        <thead>
          <tr>
            <th scope="col">{t.evidence.claim}</th>
            <th scope="col">{t.evidence.observed}</th>
            <th scope="col">{t.evidence.source}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((e, i) => (
            <tr key={i}>
              <td>{e.claim || "–"}</td>
              <td>
                {e.observed}
                {e.value && (
                  <>
                    <br />
                    <code>{e.value.clear ?? e.value.masked}</code>
                  </>
                )}
              </td>
              <td>
                {e.source}
                {e.records && e.records.length > 0 && (
                  <details>
                    <summary>{t.evidence.records(e.records.length)}</summary>
                    <ul className="plain">
                      {e.records.map((r) => (
                        <li key={r}>
                          <code>{r}</code>
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** A decision asks for the evidence to have been opened: one says so by hand. */
function Open({ c, f }: { c: CaseDetail; f: Finding }) {
  const t = useWords();
  const may = useMay("cases.write");
  const open = useChange(
    (api, _: void) => api.POST("/cases/{id}/openings", { params: { path: { id: c.id }, header: { "If-Match": `"${c.version}"` } }, body: { fingerprint: f.fingerprint } }),
    [["case", c.id]],
  );
  if (f.opened_by_me)
    return (
      <p className="small muted">
        <span aria-hidden="true">✓ </span>
        {t.evidence.opened}
      </p>
    );
  if (!may) return null;
  return (
    <div>
      <button type="button" className="button small" disabled={open.isPending} onClick={() => open.mutate()}>
        {t.evidence.open}
      </button>
      <Trouble error={open.error} />
    </div>
  );
}
