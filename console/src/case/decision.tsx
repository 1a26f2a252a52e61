// The decision panel: where the case stands, what can be done, what is missing.
import { useState } from "react";
import { Refusal, ifMatch } from "../api/client";
import { useMay } from "../api/session";
import { useChange, useRead, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Card, Missing, Skeleton, Trouble, When } from "../ui/parts";
import { useSay } from "../ui/toast";
import { Conflict } from "./conflict";
import { MoveForm } from "./move-form";
import { mile, moves, road, serverOnly, type CaseMove } from "./moves";
import { Who } from "./who";

export function DecisionPanel({ c }: { c: CaseDetail }) {
  const t = useWords();
  const may = useMay("cases.write");
  const got = useRead(["case", c.id, "options", c.version], (api, signal) => api.GET("/cases/{id}/options", { params: { path: { id: c.id } }, signal }));
  const [doing, setDoing] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Refusal | null>(null);
  const say = useSay();
  const move = useChange(
    (api, { action, body }: { action: string; body: CaseMove }) =>
      api.POST((moves[action] ?? moves["take"]!).path as "/cases/{id}/take", { params: { path: { id: c.id }, header: ifMatch(c.version) }, body }),
    [["case", c.id], ["cases"]],
    (_, { action }) => {
      setDoing(null);
      say(t.decision.done[action as keyof typeof t.decision.done] ?? t.common.saved);
    },
  );
  const run = (action: string, body: CaseMove) => {
    move.mutate(
      { action, body },
      {
        onError: (e) => {
          if (e instanceof Refusal && e.code === "stale") setConflict(e);
        },
      },
    );
  };
  return (
    <Card title={t.decision.title}>
      <div className="stack">
        <Road state={c.state} />
        {c.decision && <Decision d={c.decision} />}
        {got.isPending && <Skeleton lines={2} />}
        {got.error && <Trouble error={got.error} />}
        {may &&
          got.data?.options.map((o) => {
            const m = moves[o.action];
            if (!m) return null;
            const lacking = serverOnly(o.missing, m.parts);
            return (
              <div key={o.action} className="stack" style={{ gap: 4 }}>
                <button
                  type="button"
                  className={`button ${m.weight === "main" ? "primary" : ""}`}
                  disabled={lacking.length > 0 || move.isPending}
                  aria-describedby={lacking.length > 0 ? `lacks-${o.action}` : undefined}
                  onClick={() => {
                    move.reset();
                    if (m.parts.length === 0) run(o.action, {});
                    else setDoing(o.action);
                  }}
                >
                  {t.decision.actions[o.action as keyof typeof t.decision.actions] ?? o.action}
                </button>
                {lacking.length > 0 && (
                  <div id={`lacks-${o.action}`} className="small muted">
                    <span>{t.decision.lacks}</span>
                    <Missing list={lacking} />
                  </div>
                )}
              </div>
            );
          })}
        {!may && <p className="muted small">{t.decision.readOnly}</p>}
        {!doing && !conflict && <Trouble error={move.error} />}
        <p className="small muted">{t.decision.promise}</p>
      </div>
      {doing && <MoveForm c={c} action={doing} error={conflict ? null : move.error} busy={move.isPending} close={() => setDoing(null)} send={(body) => run(doing, body)} />}
      {conflict && <Conflict id={c.id} refusal={conflict} close={() => setConflict(null)} />}
    </Card>
  );
}

function Road({ state }: { state: string }) {
  const t = useWords();
  const at = mile(state);
  if (state === "cleared") return <p className="badge calm">{t.states.cleared}</p>;
  return (
    <ol className="steps small" aria-label={t.decision.road}>
      {road.map((s, i) => (
        <li key={s} aria-current={i === at ? "step" : undefined} className={i < at ? "done" : undefined}>
          <span aria-hidden="true">{i < at ? "●" : i === at ? "◉" : "○"}</span>
          {i === at ? <strong>{t.states[state as keyof typeof t.states] ?? state}</strong> : t.states[s]}
        </li>
      ))}
    </ol>
  );
}

function Decision({ d }: { d: NonNullable<CaseDetail["decision"]> }) {
  const t = useWords();
  return (
    <dl className="facts small">
      <dt>{t.decision.outcome}</dt>
      <dd>{t.outcomes[d.outcome as keyof typeof t.outcomes] ?? d.outcome}</dd>
      <dt>{t.decision.author}</dt>
      <dd>
        <Who id={d.author} />, <When at={d.proposed_at} />
        <p style={{ whiteSpace: "pre-wrap" }}>{d.reason}</p>
      </dd>
      {d.approver && (
        <>
          <dt>{t.decision.second}</dt>
          <dd>
            <Who id={d.approver} />, <When at={d.approved_at} />
            <p style={{ whiteSpace: "pre-wrap" }}>{d.approver_reason}</p>
          </dd>
        </>
      )}
      {d.notice && (
        <>
          <dt>{t.decision.notice}</dt>
          <dd>
            <When at={d.notice.sent_at} /> ({d.notice.channel})
            <details>
              <summary>{t.decision.noticeText}</summary>
              <p style={{ whiteSpace: "pre-wrap" }}>{d.notice.text}</p>
            </details>
          </dd>
        </>
      )}
      {d.wait_until && (
        <>
          <dt>{t.decision.waitUntil}</dt>
          <dd>
            <When at={d.wait_until} />
          </dd>
        </>
      )}
      {d.delayed_until && (
        <>
          <dt>{t.decision.delayed}</dt>
          <dd>
            <When at={d.delayed_until} day />
          </dd>
        </>
      )}
    </dl>
  );
}
