// What the person said to a notice, and what follow-ups brought.
import { useState } from "react";
import { ifMatch } from "../api/client";
import { useMay } from "../api/session";
import { useChange, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Card, When } from "../ui/parts";
import { OneText } from "./one-text";
import { Who } from "./who";

type Doing = { what: "said" } | { what: "answer" | "result"; part: string } | null;

export function Answers({ c }: { c: CaseDetail }) {
  const t = useWords();
  const may = useMay("cases.write");
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => setDoing(null);
  const version = ifMatch(c.version);
  const touches = [["case", c.id]];
  const said = useChange(
    (api, x: { text: string; received_at: string }) => api.POST("/cases/{id}/responses", { params: { path: { id: c.id }, header: version }, body: { text: x.text, ...(x.received_at && { received_at: x.received_at }) } as never }),
    touches,
    close,
  );
  const answer = useChange((api, x: { part: string; text: string }) => api.POST("/cases/{id}/responses/{part}", { params: { path: { id: c.id, part: x.part }, header: version }, body: { text: x.text } }), touches, close);
  const result = useChange((api, x: { part: string; text: string }) => api.POST("/cases/{id}/follow-ups/{part}", { params: { path: { id: c.id, part: x.part }, header: version }, body: { text: x.text } }), touches, close);
  const responses = c.decision?.responses ?? [];
  const heard = c.decision?.notice !== undefined;
  if (responses.length === 0 && c.follow_ups.length === 0 && !heard) return null;
  return (
    <>
      {c.follow_ups.length > 0 && (
        <Card title={t.answers.followUps}>
          <ul className="plain stack small">
            {c.follow_ups.map((f) => (
              <li key={f.id}>
                <strong>{f.step}</strong> · <Who id={f.asked_by} />, <When at={f.asked_at} />
                {f.result ? (
                  <p style={{ whiteSpace: "pre-wrap" }}>{f.result}</p>
                ) : (
                  may && (
                    <div>
                      <button type="button" className="button small" onClick={() => setDoing({ what: "result", part: f.id })}>
                        {t.answers.result}
                      </button>
                    </div>
                  )
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {heard && (
        <Card
          title={t.answers.title}
          actions={
            may && (
              <button type="button" className="button small" onClick={() => setDoing({ what: "said" })}>
                {t.answers.add}
              </button>
            )
          }
        >
          <ul className="plain stack small">
            {responses.length === 0 && <li className="muted">{t.answers.none}</li>}
            {responses.map((r) => (
              <li key={r.id}>
                <When at={r.received_at} />
                <p style={{ whiteSpace: "pre-wrap" }}>{r.text}</p>
                {r.answer ? (
                  <p className="muted" style={{ whiteSpace: "pre-wrap" }}>
                    <Who id={r.answered_by} />: {r.answer}
                  </p>
                ) : (
                  may && (
                    <button type="button" className="button small" onClick={() => setDoing({ what: "answer", part: r.id })}>
                      {t.answers.answer}
                    </button>
                  )
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {doing?.what === "said" && (
        <OneText title={t.answers.add} why={t.answers.addWhy} label={t.disputes.text} when={t.disputes.received} optional error={said.error} busy={said.isPending} close={close} send={(text, received_at) => said.mutate({ text, received_at: received_at || new Date().toISOString() })} />
      )}
      {doing?.what === "answer" && <OneText title={t.answers.answer} label={t.disputes.answer} error={answer.error} busy={answer.isPending} close={close} send={(text) => answer.mutate({ part: doing.part, text })} />}
      {doing?.what === "result" && <OneText title={t.answers.result} why={t.answers.resultWhy} label={t.answers.result} error={result.error} busy={result.isPending} close={close} send={(text) => result.mutate({ part: doing.part, text })} />}
    </>
  );
}
