// Keeping one rule quiet about one person for a while, after seeing what that hides.
import { useState } from "react";
import { useMay } from "../api/session";
import { useChange, useRead, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Dialog, Field, Skeleton, Trouble } from "../ui/parts";
import { useSay } from "../ui/toast";

export function Suppress({ c, rule }: { c: CaseDetail; rule: string }) {
  const t = useWords();
  const may = useMay("rules.suppress");
  const [open, setOpen] = useState(false);
  if (!may || !c.subject) return null;
  return (
    <>
      <button type="button" className="button quiet small" onClick={() => setOpen(true)}>
        {t.suppress.do}
      </button>
      {open && <Ask subject={c.subject} caseID={c.id} rule={rule} close={() => setOpen(false)} />}
    </>
  );
}

function Ask({ subject, caseID, rule, close }: { subject: string; caseID: string; rule: string; close: () => void }) {
  const t = useWords();
  const say = useSay();
  const [reason, setReason] = useState("");
  const [days, setDays] = useState(90);
  const preview = useRead(["suppression", subject, rule], (api, signal) => api.POST("/suppressions/preview", { body: { rule, subject }, signal }));
  const send = useChange(
    (api, _: void) => api.POST("/suppressions", { body: { rule, subject, reason, until: new Date(Date.now() + days * 86_400_000).toISOString() } }),
    [["case", caseID], ["cases"], ["suppression"]],
    () => {
      say(t.suppress.done);
      close();
    },
  );
  const p = preview.data;
  const tier = (x: string) => t.tiers[x as keyof typeof t.tiers] ?? x;
  return (
    <Dialog title={t.suppress.title} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          send.mutate();
        }}
      >
        <p className="muted">{t.suppress.why}</p>
        {preview.isPending && <Skeleton lines={1} />}
        {p && (
          <p role="status">
            <strong>{t.suppress.hides(p.findings)}</strong> {p.tier_before !== p.tier_after && t.suppress.tier(tier(p.tier_before), tier(p.tier_after))}
          </p>
        )}
        <Field label={t.suppress.days}>{(a) => <input {...a} className="input" type="number" min={1} max={180} required value={days} onChange={(e) => setDays(Number(e.target.value))} />}</Field>
        <Field label={t.decision.reason}>{(a) => <textarea {...a} className="input" rows={4} required value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
        <Trouble error={preview.error ?? send.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary" disabled={send.isPending || !p}>
            {t.suppress.do}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
