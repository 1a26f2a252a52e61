// What people said to what is held about them.
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ifMatch, type Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useMay } from "../api/session";
import { useChange, useRead } from "../api/use";
import { useWords } from "../i18n";
import { useDraft } from "../ui/draft";
import { Card, Dialog, Empty, Field, Skeleton, Title, Trouble, When } from "../ui/parts";
import { Correct, Corrections } from "./corrections";

type Dispute = Schemas["Dispute"];

export function Disputes() {
  const t = useWords();
  const [entering, setEntering] = useState(false);
  const got = useRead(["disputes"], (api, signal) => api.GET("/disputes", { signal }), { every: 60_000 });
  return (
    <div className="stack">
      <Title
        actions={
          <button type="button" className="button" onClick={() => setEntering(true)}>
            {t.disputes.enter}
          </button>
        }
      >
        {t.disputes.title}
      </Title>
      <p className="muted">{t.disputes.why}</p>
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={6} />}
      {got.data?.disputes.length === 0 && <Empty title={t.disputes.empty}>{t.disputes.emptyWhy}</Empty>}
      {got.data?.disputes.map((d) => (
        <One key={d.id} d={d} />
      ))}
      {entering && <Enter close={() => setEntering(false)} />}
    </div>
  );
}

function One({ d }: { d: Dispute }) {
  const t = useWords();
  const { workspace } = useApi();
  const may = useMay("disputes.write");
  const [text, setText] = useDraft(`dispute.${d.id}`);
  const [correcting, setCorrecting] = useState(false);
  const answer = useChange((api, _: void) => api.POST("/disputes/{id}/answer", { params: { path: { id: d.id }, header: ifMatch(d.version) }, body: { text } } as never), [["disputes"]], () => setText(""));
  return (
    <Card
      title={
        <>
          <When at={d.received_at} /> · {t.disputes[d.channel as "mail" | "phone" | "link"] ?? d.channel}
        </>
      }
      actions={
        d.case && (
          <Link to="/w/$workspace/cases/$id" params={{ workspace, id: d.case }}>
            {t.disputes.case}
          </Link>
        )
      }
    >
      <div className="stack">
        <p style={{ whiteSpace: "pre-wrap" }}>{d.text}</p>
        {d.contact && (
          <p className="small muted">
            {t.disputes.contact}: {d.contact}
          </p>
        )}
        <Corrections d={d} />
        {d.answered_at ? (
          <div className="notice">
            <p>
              {t.disputes.answered} <When at={d.answered_at} />: {d.answer}
            </p>
          </div>
        ) : (
          may && (
            <form
              className="stack"
              onSubmit={(e) => {
                e.preventDefault();
                answer.mutate();
              }}
            >
              <Field label={t.disputes.answer}>{(a) => <textarea {...a} className="input" required value={text} onChange={(e) => setText(e.target.value)} />}</Field>
              <Trouble error={answer.error} />
              <div className="row end">
                <button type="button" className="button" onClick={() => setCorrecting(true)}>
                  {t.corrections.do}
                </button>
                <button className="button primary" disabled={answer.isPending}>
                  {t.disputes.send}
                </button>
              </div>
            </form>
          )
        )}
        {correcting && <Correct d={d} close={() => setCorrecting(false)} />}
      </div>
    </Card>
  );
}

function Enter({ close }: { close: () => void }) {
  const t = useWords();
  const [text, setText] = useState("");
  const [contact, setContact] = useState("");
  const [reference, setReference] = useState("");
  const [channel, setChannel] = useState<"mail" | "phone">("mail");
  const [received, setReceived] = useState("");
  const send = useChange(
    (api, _: void) => api.POST("/disputes", { body: { text, channel, received_at: received ? new Date(received).toISOString() : new Date().toISOString(), ...(contact && { contact }), ...(reference && { reference }) } }),
    [["disputes"]],
    close,
  );
  return (
    <Dialog title={t.disputes.enter} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          send.mutate();
        }}
      >
        <Field label={t.disputes.text}>{(a) => <textarea {...a} className="input" required maxLength={20000} value={text} onChange={(e) => setText(e.target.value)} />}</Field>
        <Field label={t.disputes.channel}>
          {(a) => (
            <select {...a} className="input" value={channel} onChange={(e) => setChannel(e.target.value as typeof channel)}>
              <option value="mail">{t.disputes.mail}</option>
              <option value="phone">{t.disputes.phone}</option>
            </select>
          )}
        </Field>
        <Field label={t.disputes.received} hint={t.decision.occurredHint}>
          {(a) => <input {...a} className="input" type="datetime-local" value={received} onChange={(e) => setReceived(e.target.value)} />}
        </Field>
        <Field label={t.disputes.contact}>{(a) => <input {...a} className="input" maxLength={500} value={contact} onChange={(e) => setContact(e.target.value)} />}</Field>
        <Field label={t.disputes.reference}>{(a) => <input {...a} className="input" maxLength={64} value={reference} onChange={(e) => setReference(e.target.value)} />}</Field>
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
