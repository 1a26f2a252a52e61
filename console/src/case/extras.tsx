// Work on a case that decides nothing: who looks, until when it sleeps, its
// tags, job and jurisdiction, measures that limit harm, legal hold.
import { useState } from "react";
import { ifMatch } from "../api/client";
import { useMay, useMe } from "../api/session";
import { useChange, useRead, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Card, Dialog, Field, Trouble, When } from "../ui/parts";
import { useSay } from "../ui/toast";
import { Who } from "./who";

export function Extras({ c }: { c: CaseDetail }) {
  return (
    <>
      <Handling c={c} />
      <Containments c={c} />
    </>
  );
}

function Handling({ c }: { c: CaseDetail }) {
  const t = useWords();
  const may = useMay("cases.write");
  const { data: me } = useMe();
  const say = useSay();
  const touches = [["case", c.id], ["cases"]];
  const at = { params: { path: { id: c.id }, header: ifMatch(c.version) } };
  const before = c.assignee ?? "";
  const undo = useChange((api, to: string) => api.PUT("/cases/{id}/assignee", { params: { path: { id: c.id }, header: { "If-Match": "*" } }, body: { assignee: to } }), touches);
  const assign = useChange((api, to: string) => api.PUT("/cases/{id}/assignee", { ...at, body: { assignee: to } }), touches, () =>
    say(t.extras.assigned, { label: t.common.undo, run: () => undo.mutate(before) }),
  );
  const tags = useChange((api, list: string[]) => api.PUT("/cases/{id}/tags", { ...at, body: { tags: list } }), touches);
  const wake = useChange((api, _: void) => api.DELETE("/cases/{id}/snooze", at), touches);
  const [snoozing, setSnoozing] = useState(false);
  const [placing, setPlacing] = useState(false);
  const { data: people } = useRead(["colleagues"], (api, signal) => api.GET("/colleagues", { signal }));
  return (
    <Card title={t.extras.title}>
      <div className="stack">
        <Field label={t.queue.assignee}>
          {(a) => (
            <select {...a} className="input" disabled={!may || assign.isPending} value={before} onChange={(e) => assign.mutate(e.target.value)}>
              <option value="">{t.queue.nobody}</option>
              {people?.colleagues
                .filter((p) => p.works || p.id === before)
                .map((p) => (
                  <option key={p.id} value={p.id}>
                    {p.id === me?.id ? t.extras.mine(p.name) : p.name}
                  </option>
                ))}
            </select>
          )}
        </Field>
        <dl className="facts small">
          <dt>{t.queue.job}</dt>
          <dd>{c.job || "–"}</dd>
          <dt>{t.extras.jurisdiction}</dt>
          <dd>{c.jurisdiction || "–"}</dd>
          {c.snoozed_until && (
            <>
              <dt>{t.extras.snoozed}</dt>
              <dd>
                <When at={c.snoozed_until} />
              </dd>
            </>
          )}
          {c.keep_until && (
            <>
              <dt>{t.extras.keep}</dt>
              <dd>
                <When at={c.keep_until} day />
              </dd>
            </>
          )}
        </dl>
        {may && (
          <div className="row">
            <button type="button" className="button small" onClick={() => setPlacing(true)}>
              {t.extras.place}
            </button>
            {c.snoozed_until ? (
              <button type="button" className="button small" onClick={() => wake.mutate()}>
                {t.extras.wake}
              </button>
            ) : (
              <button type="button" className="button small" onClick={() => setSnoozing(true)}>
                {t.extras.snooze}
              </button>
            )}
          </div>
        )}
        <Tags tags={c.tags} may={may} set={(list) => tags.mutate(list)} />
        <Trouble error={assign.error ?? tags.error ?? wake.error} />
      </div>
      {snoozing && <Snooze c={c} close={() => setSnoozing(false)} />}
      {placing && <Place c={c} close={() => setPlacing(false)} />}
    </Card>
  );
}

function Tags({ tags, may, set }: { tags: readonly string[]; may: boolean; set: (list: string[]) => void }) {
  const t = useWords();
  const [text, setText] = useState("");
  return (
    <div className="row">
      {tags.map((x) => (
        <span key={x} className="badge">
          {x}
          {may && (
            <button type="button" className="button quiet small" style={{ minHeight: 24, padding: "0 6px" }} aria-label={t.extras.untag(x)} onClick={() => set(tags.filter((y) => y !== x))}>
              ×
            </button>
          )}
        </span>
      ))}
      {may && (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            const tag = text.trim().toLowerCase();
            if (tag && !tags.includes(tag)) set([...tags, tag]);
            setText("");
          }}
        >
          <input className="input" style={{ maxWidth: 130 }} aria-label={t.extras.tag} placeholder={t.extras.tag} maxLength={32} value={text} onChange={(e) => setText(e.target.value)} />
        </form>
      )}
    </div>
  );
}

function Snooze({ c, close }: { c: CaseDetail; close: () => void }) {
  const t = useWords();
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const send = useChange(
    (api, _: void) => api.PUT("/cases/{id}/snooze", { params: { path: { id: c.id }, header: ifMatch(c.version) }, body: { until: new Date(until).toISOString(), reason } }),
    [["case", c.id], ["cases"]],
    close,
  );
  return (
    <Dialog title={t.extras.snooze} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          send.mutate();
        }}
      >
        <Field label={t.extras.until}>{(a) => <input {...a} className="input" type="datetime-local" required value={until} onChange={(e) => setUntil(e.target.value)} />}</Field>
        <Field label={t.decision.reason}>{(a) => <textarea {...a} className="input" required value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
        <Trouble error={send.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary">{t.extras.snooze}</button>
        </div>
      </form>
    </Dialog>
  );
}

function Place({ c, close }: { c: CaseDetail; close: () => void }) {
  const t = useWords();
  const { data: policy } = useRead(["policy"], (api, signal) => api.GET("/policy", { signal }));
  const [job, setJob] = useState(c.job ?? "");
  const [jurisdiction, setJurisdiction] = useState(c.jurisdiction ?? "");
  const send = useChange(
    (api, _: void) => api.PUT("/cases/{id}/place", { params: { path: { id: c.id }, header: ifMatch(c.version) }, body: { job, jurisdiction } }),
    [["case", c.id], ["cases"]],
    close,
  );
  const chosen = policy?.jurisdictions.find((j) => j.id === jurisdiction);
  return (
    <Dialog title={t.extras.place} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          send.mutate();
        }}
      >
        <Field label={t.queue.job} hint={t.extras.jobHint}>
          {(a) => <input {...a} className="input" maxLength={120} value={job} onChange={(e) => setJob(e.target.value)} />}
        </Field>
        <Field label={t.extras.jurisdiction} hint={chosen && t.extras.days(chosen.days, chosen.source)}>
          {(a) => (
            <select {...a} className="input" value={jurisdiction} onChange={(e) => setJurisdiction(e.target.value)}>
              {policy?.jurisdictions.map((j) => (
                <option key={j.id} value={j.id}>
                  {j.title}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Trouble error={send.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary">{t.common.save}</button>
        </div>
      </form>
    </Dialog>
  );
}

const measures = ["session-revoke", "device-lock", "pay-review"] as const;

function Containments({ c }: { c: CaseDetail }) {
  const t = useWords();
  const may = useMay("cases.contain");
  const { data: me } = useMe();
  const [asking, setAsking] = useState(false);
  const at = (part: string) => ({ params: { path: { id: c.id, part }, header: ifMatch(c.version) } });
  const approve = useChange((api, part: string) => api.POST("/cases/{id}/containments/{part}/approve", at(part)), [["case", c.id]]);
  const lift = useChange((api, part: string) => api.POST("/cases/{id}/containments/{part}/lift", { ...at(part), body: { reason: t.contain.lifted } } as never), [["case", c.id]]);
  if (!may && c.containments.length === 0) return null;
  return (
    <Card
      title={t.contain.title}
      actions={
        may && (
          <button type="button" className="button small" onClick={() => setAsking(true)}>
            {t.contain.ask}
          </button>
        )
      }
    >
      <div className="stack small">
        <p className="muted">{t.contain.why}</p>
        {c.containments.map((m) => (
          <div key={m.id} className="stack" style={{ gap: 4 }}>
            <p>
              <strong>{t.contain.measures[m.measure as (typeof measures)[number]] ?? m.measure}</strong> · {m.reason}
            </p>
            <p className="muted">
              {t.contain.by} <Who id={m.asked_by} />, <When at={m.asked_at} />
              {m.approved_by ? (
                <>
                  {" · "}
                  {t.contain.agreed} <Who id={m.approved_by} />
                </>
              ) : null}
              {m.expires_at && !m.ended_at && (
                <>
                  {" · "}
                  {t.contain.expires} <When at={m.expires_at} />
                </>
              )}
              {m.ended_at && (
                <>
                  {" · "}
                  {t.contain.ended} <When at={m.ended_at} />
                </>
              )}
            </p>
            {may && !m.ended_at && (
              <div className="row">
                {!m.approved_by && (
                  <button type="button" className="button small" disabled={m.asked_by === me?.id} onClick={() => approve.mutate(m.id)}>
                    {m.asked_by === me?.id ? t.contain.needsOther : t.contain.approve}
                  </button>
                )}
                {m.approved_by && (
                  <button type="button" className="button small" onClick={() => lift.mutate(m.id)}>
                    {t.contain.lift}
                  </button>
                )}
              </div>
            )}
          </div>
        ))}
        <Trouble error={approve.error ?? lift.error} />
      </div>
      {asking && <Ask c={c} close={() => setAsking(false)} />}
    </Card>
  );
}

function Ask({ c, close }: { c: CaseDetail; close: () => void }) {
  const t = useWords();
  const [measure, setMeasure] = useState<(typeof measures)[number]>("session-revoke");
  const [reason, setReason] = useState("");
  const send = useChange(
    (api, _: void) => api.POST("/cases/{id}/containments", { params: { path: { id: c.id }, header: ifMatch(c.version) }, body: { measure, reason } }),
    [["case", c.id]],
    close,
  );
  return (
    <Dialog title={t.contain.ask} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          send.mutate();
        }}
      >
        <p className="muted">{t.contain.why}</p>
        <Field label={t.contain.measure}>
          {(a) => (
            <select {...a} className="input" value={measure} onChange={(e) => setMeasure(e.target.value as typeof measure)}>
              {measures.map((m) => (
                <option key={m} value={m}>
                  {t.contain.measures[m]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.decision.reason}>{(a) => <textarea {...a} className="input" required value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
        <Trouble error={send.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary">{t.contain.ask}</button>
        </div>
      </form>
    </Dialog>
  );
}
