// The form of one action of the workflow. What was typed is kept as a draft on
// this machine until it was sent.
import { useEffect, useState } from "react";
import { useRead, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Dialog, Field, Trouble } from "../ui/parts";
import { useDraft } from "../ui/draft";
import { moves, type CaseMove } from "./moves";

type Props = { c: CaseDetail; action: string; error: unknown; busy: boolean; close: () => void; send: (body: CaseMove) => void };

const clears = ["explained", "no-concern", "inconclusive", "account-taken-over", "identity-misused"] as const;
const adverse = ["confirmed", "identity-misused"] as const;

export function MoveForm({ c, action, error, busy, close, send }: Props) {
  const t = useWords();
  const parts = moves[action]?.parts ?? [];
  const [reason, setReason] = useDraft(`case.${c.id}.${action}.reason`);
  const [notice, setNotice] = useDraft(`case.${c.id}.${action}.notice`);
  const [channel, setChannel] = useState("");
  const [outcome, setOutcome] = useState<NonNullable<CaseMove["outcome"]>>(parts.includes("adverse") ? "confirmed" : "explained");
  const [step, setStep] = useState("");
  const [occurred, setOccurred] = useState("");
  const [misused, setMisused] = useState<readonly string[]>([]);
  const has = (p: (typeof parts)[number]) => parts.includes(p);
  const submit = () =>
    send({
      ...(has("reason") && { reason }),
      ...((has("clears") || has("adverse")) && { outcome }),
      ...(has("step") && { step }),
      ...(has("notice") && { notice }),
      ...(has("channel") && { channel }),
      ...(has("occurred") && occurred && { occurred_at: new Date(occurred).toISOString() }),
      ...(outcome === "identity-misused" && (has("clears") || has("adverse")) && { misused: [...misused] }),
    });
  return (
    <Dialog wide title={t.decision.actions[action as keyof typeof t.decision.actions] ?? action} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          submit();
        }}
      >
        <p className="muted">{t.decision.explain[action as keyof typeof t.decision.explain] ?? ""}</p>
        {(has("clears") || has("adverse")) && (
          <Field label={t.decision.outcome}>
            {(a) => (
              <select {...a} className="input" value={outcome} onChange={(e) => setOutcome(e.target.value as typeof outcome)}>
                {(has("adverse") ? adverse : clears).map((o) => (
                  <option key={o} value={o}>
                    {t.outcomes[o]}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {outcome === "identity-misused" && (has("clears") || has("adverse")) && <Misused c={c} chosen={misused} choose={setMisused} />}
        {has("step") && <Step c={c} step={step} choose={setStep} />}
        {has("notice") && <Notice c={c} text={notice} write={setNotice} />}
        {has("channel") && (
          <Field label={t.decision.channel} hint={t.decision.channelHint}>
            {(a) => <input {...a} className="input" required maxLength={200} value={channel} onChange={(e) => setChannel(e.target.value)} />}
          </Field>
        )}
        {has("occurred") && (
          <Field label={t.decision.occurred} hint={t.decision.occurredHint}>{(a) => <input {...a} className="input" type="datetime-local" value={occurred} onChange={(e) => setOccurred(e.target.value)} />}</Field>
        )}
        {has("reason") && (
          <Field label={t.decision.reason} hint={t.decision.reasonHint}>
            {(a) => <textarea {...a} className="input" rows={6} required maxLength={20000} value={reason} onChange={(e) => setReason(e.target.value)} />}
          </Field>
        )}
        <Trouble error={error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary" disabled={busy}>
            {t.decision.actions[action as keyof typeof t.decision.actions] ?? t.common.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Which identifiers belong to the owner of a borrowed identity, who is a victim. */
function Misused({ c, chosen, choose }: { c: CaseDetail; chosen: readonly string[]; choose: (keys: readonly string[]) => void }) {
  const t = useWords();
  return (
    <fieldset className="stack" style={{ gap: 6 }}>
      <legend>
        <strong>{t.decision.misused}</strong>
      </legend>
      <p className="small muted">{t.decision.misusedHint}</p>
      {c.identifiers.map((v) => (
        <label key={v.key} className="choice">
          <input type="checkbox" checked={chosen.includes(v.key)} onChange={(e) => choose(e.target.checked ? [...chosen, v.key] : chosen.filter((k) => k !== v.key))} />
          <span>
            {t.types[v.type as keyof typeof t.types] ?? v.type} <code>{v.clear ?? v.masked}</code>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The next step of the ladder: there is one, and it is the same for everybody of the job. */
function Step({ c, step, choose }: { c: CaseDetail; step: string; choose: (s: string) => void }) {
  const t = useWords();
  const { data } = useRead(["case", c.id, "options", c.version], (api, signal) => api.GET("/cases/{id}/options", { params: { path: { id: c.id } }, signal }));
  const taken = new Set(c.follow_ups.map((f) => f.step));
  const next = data?.ladder.find((s) => !taken.has(s.id));
  useEffect(() => {
    if (next && step !== next.id) choose(next.id);
  }, [next, step, choose]);
  return (
    <fieldset className="stack" style={{ gap: 6 }}>
      <legend>
        <strong>{t.decision.step}</strong>
      </legend>
      <p className="small muted">{t.decision.stepHint}</p>
      <ol>
        {data?.ladder.map((s) => (
          <li key={s.id}>
            <label className="choice">
              <input type="radio" name="step" value={s.id} required disabled={s.id !== next?.id} checked={step === s.id} onChange={() => choose(s.id)} />
              <span className={s.id === next?.id ? undefined : "muted"}>
                {s.title}
                {taken.has(s.id) && ` – ${t.decision.stepTaken}`}
              </span>
            </label>
          </li>
        ))}
      </ol>
    </fieldset>
  );
}

function Notice({ c, text, write }: { c: CaseDetail; text: string; write: (s: string) => void }) {
  const t = useWords();
  const { data } = useRead(["policy"], (api, signal) => api.GET("/policy", { signal }));
  const fitting = data?.templates.filter((x) => x.use === "notice" && (x.stage === c.stage || x.stage === "")) ?? [];
  return (
    <Field label={t.decision.noticeText} hint={t.decision.noticeHint}>
      {(a) => (
        <>
          {fitting.length > 0 && (
            <div className="row">
              {fitting.map((x) => (
                <button key={x.id} type="button" className="button small" onClick={() => write(x.text)}>
                  {t.decision.use(x.title)}
                </button>
              ))}
            </div>
          )}
          <textarea {...a} className="input" rows={10} required maxLength={50000} value={text} onChange={(e) => write(e.target.value)} />
        </>
      )}
    </Field>
  );
}
