// What was decided, by whom, and what came of it.
import type { Schemas } from "../api/client";
import type { CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { When } from "../ui/parts";
import { Who } from "./who";

export function Decided({ d }: { d: NonNullable<CaseDetail["decision"]> }) {
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
      {d.final_at && (
        <>
          <dt>{t.decision.final}</dt>
          <dd>
            <Who id={d.final_by} />, <When at={d.final_at} />
          </dd>
        </>
      )}
      {d.appeals?.map((a) => (
        <Appeal key={a.lodged_at} a={a} />
      ))}
      {d.ended_at && (
        <>
          <dt>{t.decision.ended}</dt>
          <dd>
            <Who id={d.ended_by} />, <When at={d.ended_at} />
            <p style={{ whiteSpace: "pre-wrap" }}>{d.ended_why}</p>
          </dd>
        </>
      )}
    </dl>
  );
}

function Appeal({ a }: { a: Schemas["CaseAppeal"] }) {
  const t = useWords();
  return (
    <>
      <dt>{t.decision.appeal}</dt>
      <dd>
        <When at={a.lodged_at} />
        <p style={{ whiteSpace: "pre-wrap" }}>{a.text}</p>
        {a.decided_at && (
          <p className="muted">
            <strong>{a.upheld ? t.decision.upheld : t.decision.overturned}</strong> · <Who id={a.decided_by} />, <When at={a.decided_at} />: {a.reason}
          </p>
        )}
      </dd>
    </>
  );
}
