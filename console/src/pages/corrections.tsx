// Setting right what a system recorded wrongly: the value is read right from
// then on, and everybody whom it touched is judged anew.
import { useState } from "react";
import { ifMatch, type Schemas } from "../api/client";
import { useChange, useRead } from "../api/use";
import { useWords } from "../i18n";
import { Dialog, Field, Trouble, When } from "../ui/parts";
import { useSay } from "../ui/toast";

type Dispute = Schemas["Dispute"];

export function Corrections({ d }: { d: Dispute }) {
  const t = useWords();
  if (d.corrections.length === 0) return null;
  return (
    <ul className="small" aria-label={t.corrections.done}>
      {d.corrections.map((k) => (
        <li key={`${k.record}|${k.field}|${k.at}`}>
          {t.corrections.fields[k.field] ?? k.field}: <del>{k.was}</del> {k.is ? <ins>{k.is}</ins> : t.corrections.leftOut} <span className="muted">({k.why})</span> <When at={k.at} />
        </li>
      ))}
    </ul>
  );
}

/** Asks which value of which record is wrong; the records of the dispute's case are offered. */
export function Correct({ d, close }: { d: Dispute; close: () => void }) {
  const t = useWords();
  const say = useSay();
  const [body, set] = useState({ record: "", field: "email", was: "", is: "", why: "" });
  const about = useRead(["case", d.case], (api, signal) => api.GET("/cases/{id}", { params: { path: { id: d.case ?? "" } }, signal }), { enabled: Boolean(d.case) });
  const records = [...new Set(about.data?.findings.flatMap((f) => f.evidence?.flatMap((e) => e.records ?? []) ?? []))].toSorted();
  const send = useChange(
    (api, _: void) => api.POST("/disputes/{id}/corrections", { params: { path: { id: d.id }, header: ifMatch(d.version) }, body }),
    [["disputes"], ["case"], ["cases"], ["subjects"]],
    () => {
      say(t.corrections.judged);
      close();
    },
  );
  const input = (key: "was" | "is", hint?: string) => (
    <Field label={t.corrections[key]} {...(hint && { hint })}>
      {(a) => <input {...a} className="input" required={key === "was"} maxLength={2000} value={body[key]} onChange={(e) => set({ ...body, [key]: e.target.value })} />}
    </Field>
  );
  return (
    <Dialog title={t.corrections.do} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          send.mutate();
        }}
      >
        <p className="muted">{t.corrections.explain}</p>
        <Field label={t.corrections.record} hint={t.corrections.recordHint}>
          {(a) => (
            <>
              <input {...a} className="input" list="records" required maxLength={512} value={body.record} onChange={(e) => set({ ...body, record: e.target.value })} />
              <datalist id="records">
                {records.map((r) => (
                  <option key={r} value={r} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field label={t.corrections.field}>
          {(a) => (
            <select {...a} className="input" value={body.field} onChange={(e) => set({ ...body, field: e.target.value })}>
              {Object.entries(t.corrections.fields).map(([id, title]) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
        {input("was")}
        {input("is", t.corrections.isHint)}
        <Field label={t.decision.reason}>{(a) => <textarea {...a} className="input" rows={3} required maxLength={20000} value={body.why} onChange={(e) => set({ ...body, why: e.target.value })} />}</Field>
        <Trouble error={send.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary" disabled={send.isPending}>
            {t.corrections.do}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
