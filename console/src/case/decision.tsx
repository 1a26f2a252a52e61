// The decision panel: where the case stands, what can be done, what is missing.
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { Refusal, ifMatch, type Schemas } from "../api/client";
import { useMay } from "../api/session";
import { useChange, useRead, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { useKeys } from "../ui/keys";
import { Card, Missing, Skeleton, Trouble } from "../ui/parts";
import { useSay } from "../ui/toast";
import { Conflict } from "./conflict";
import { Decided, Past } from "./decided";
import { MoveForm } from "./move-form";
import { mile, moves, road, serverOnly, type CaseMove } from "./moves";

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
  const begin = (action: string) => {
    const o = got.data?.options.find((x) => x.action === action);
    const m = moves[action];
    if (!may || !got.data) return;
    if (!o || !m || serverOnly(o.missing, m.parts).length > 0) return say(t.decision.notNow(t.decision.actions[action] ?? action));
    move.reset();
    if (m.parts.length === 0) run(action, {});
    else setDoing(action);
  };
  useKeys({ e: () => begin("escalate"), c: () => begin("clear") });
  useBegun(Boolean(got.data), begin);
  return (
    <Card title={t.decision.title}>
      <div className="stack">
        <Road state={c.state} />
        {c.decision && <Decided d={c.decision} />}
        {got.isPending && <Skeleton lines={2} />}
        {got.error && <Trouble error={got.error} />}
        {may &&
          got.data?.options.map((o) => <Step key={o.action} o={o} busy={move.isPending} begin={() => begin(o.action)} />)}
        {!may && <p className="muted small">{t.decision.readOnly}</p>}
        {!doing && !conflict && <Trouble error={move.error} />}
        <p className="small muted">{t.decision.promise}</p>
        {c.past_decisions.length > 0 && <Past list={c.past_decisions} />}
      </div>
      {doing && <MoveForm c={c} action={doing} error={conflict ? null : move.error} busy={move.isPending} close={() => setDoing(null)} send={(body) => run(doing, body)} />}
      {conflict && <Conflict id={c.id} refusal={conflict} close={() => setConflict(null)} />}
    </Card>
  );
}

/** One action, and what it still lacks. */
function Step({ o, busy, begin }: { o: Schemas["CaseOption"]; busy: boolean; begin: () => void }) {
  const t = useWords();
  const m = moves[o.action];
  if (!m) return null;
  const lacking = serverOnly(o.missing, m.parts);
  return (
    <div className="stack" style={{ gap: 4 }}>
      <button type="button" className={`button ${m.weight === "main" ? "primary" : ""}`} disabled={lacking.length > 0 || busy} aria-describedby={lacking.length > 0 ? `lacks-${o.action}` : undefined} onClick={begin}>
        {t.decision.actions[o.action] ?? o.action}
      </button>
      {lacking.length > 0 && (
        <div id={`lacks-${o.action}`} className="small muted">
          <span>{t.decision.lacks}</span>
          <Missing list={lacking} />
        </div>
      )}
    </div>
  );
}

/** Begins the step that the case was opened for, once. */
function useBegun(ready: boolean, begin: (action: string) => void) {
  const asked = useLocation({ select: (l) => l.state.begin });
  const todo = useRef(asked);
  const latest = useRef(begin);
  latest.current = begin;
  useEffect(() => {
    if (!ready || !todo.current) return;
    const action = todo.current;
    todo.current = undefined;
    latest.current(action);
  }, [ready]);
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
