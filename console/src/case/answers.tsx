// What the person said to a notice, and what follow-ups brought.
import { useState } from "react";
import { ifMatch } from "../api/client";
import { useMay } from "../api/session";
import { useChange, useRead, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Card, When } from "../ui/parts";
import { OneText } from "./one-text";
import { Who } from "./who";

export function Answers({ c }: { c: CaseDetail }) {
  return (
    <>
      {c.follow_ups.length > 0 && <FollowUps c={c} />}
      {c.decision && (c.decision.notice || c.decision.responses.length > 0) && <Responses c={c} list={c.decision.responses} />}
    </>
  );
}

function FollowUps({ c }: { c: CaseDetail }) {
  const t = useWords();
  const may = useMay("cases.write");
  const [doing, setDoing] = useState<string | null>(null);
  const close = () => setDoing(null);
  const steps = useRead(["case", c.id, "options", c.version], (api, signal) => api.GET("/cases/{id}/options", { params: { path: { id: c.id } }, signal }));
  const title = (step: string) => steps.data?.ladder.find((s) => s.id === step)?.title ?? step;
  const result = useChange((api, x: { part: string; text: string }) => api.POST("/cases/{id}/follow-ups/{part}", { params: { path: { id: c.id, part: x.part }, header: ifMatch(c.version) }, body: { text: x.text } }), [["case", c.id]], close);
  return (
    <Card title={t.answers.followUps}>
      <ul className="plain stack small">
        {c.follow_ups.map((f) => (
          <li key={f.id}>
            <strong>{title(f.step)}</strong> · <Who id={f.asked_by} />, <When at={f.asked_at} />
            {f.result && <p style={{ whiteSpace: "pre-wrap" }}>{f.result}</p>}
            {!f.result && may && (
              <div>
                <button type="button" className="button small" onClick={() => setDoing(f.id)}>
                  {t.answers.result}
                </button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {doing && <OneText title={t.answers.result} why={t.answers.resultWhy} label={t.answers.result} error={result.error} busy={result.isPending} close={close} send={(text) => result.mutate({ part: doing, text })} />}
    </Card>
  );
}

type Response = NonNullable<CaseDetail["decision"]>["responses"][number];

function Responses({ c, list }: { c: CaseDetail; list: readonly Response[] }) {
  const t = useWords();
  const may = useMay("cases.write");
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  const said = useChange((api, x: { text: string; received_at: string }) => api.POST("/cases/{id}/responses", { params: { path: { id: c.id }, header: ifMatch(c.version) }, body: x }), [["case", c.id]], close);
  const add = (
    <button type="button" className="button small" onClick={() => setAdding(true)}>
      {t.answers.add}
    </button>
  );
  return (
    <Card title={t.answers.title} actions={may && add}>
      <ul className="plain stack small">
        {list.length === 0 && <li className="muted">{t.answers.none}</li>}
        {list.map((r) => (
          <One key={r.id} c={c} r={r} />
        ))}
      </ul>
      {adding && (
        <OneText title={t.answers.add} why={t.answers.addWhy} label={t.disputes.text} when={t.disputes.received} optional error={said.error} busy={said.isPending} close={close} send={(text, at) => said.mutate({ text, received_at: at || new Date().toISOString() })} />
      )}
    </Card>
  );
}

function One({ c, r }: { c: CaseDetail; r: Response }) {
  const t = useWords();
  const may = useMay("cases.write");
  const [answering, setAnswering] = useState(false);
  const close = () => setAnswering(false);
  const answer = useChange((api, text: string) => api.POST("/cases/{id}/responses/{part}", { params: { path: { id: c.id, part: r.id }, header: ifMatch(c.version) }, body: { text } }), [["case", c.id]], close);
  return (
    <li>
      <When at={r.received_at} />
      <p style={{ whiteSpace: "pre-wrap" }}>{r.text}</p>
      {r.answer && (
        <p className="muted" style={{ whiteSpace: "pre-wrap" }}>
          <Who id={r.answered_by} />: {r.answer}
        </p>
      )}
      {!r.answer && may && (
        <button type="button" className="button small" onClick={() => setAnswering(true)}>
          {t.answers.answer}
        </button>
      )}
      {answering && <OneText title={t.answers.answer} label={t.disputes.answer} hint={t.decision.reasonHint} error={answer.error} busy={answer.isPending} close={close} send={(text) => answer.mutate(text)} />}
    </li>
  );
}
