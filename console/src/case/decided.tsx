// What was decided, by whom, and what came of it.
import type { ReactNode } from "react";
import type { CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { When } from "../ui/parts";
import { Who } from "./who";

type Decision = NonNullable<CaseDetail["decision"]>;

export function Decided({ d }: { d: Decision }) {
  const t = useWords();
  const said = (by: string | undefined, at: string | undefined, text?: string) => (
    <>
      <Who id={by} />, <When at={at} />
      {text && <p style={{ whiteSpace: "pre-wrap" }}>{text}</p>}
    </>
  );
  return (
    <dl className="facts small">
      <Fact title={t.decision.outcome}>{t.outcomes[d.outcome as keyof typeof t.outcomes] ?? d.outcome}</Fact>
      <Fact title={t.decision.author}>{said(d.author, d.proposed_at, d.reason)}</Fact>
      {d.approver && <Fact title={t.decision.second}>{said(d.approver, d.approved_at, d.approver_reason)}</Fact>}
      {d.notice && (
        <Fact title={t.decision.notice}>
          <When at={d.notice.sent_at} /> ({d.notice.channel})
          <details>
            <summary>{t.decision.noticeText}</summary>
            <p style={{ whiteSpace: "pre-wrap" }}>{d.notice.text}</p>
          </details>
        </Fact>
      )}
      {d.wait_until && (
        <Fact title={t.decision.waitUntil}>
          <When at={d.wait_until} />
        </Fact>
      )}
      {d.delayed_until && (
        <Fact title={t.decision.delayed}>
          <When at={d.delayed_until} day />
        </Fact>
      )}
      {d.final_at && <Fact title={t.decision.final}>{said(d.final_by, d.final_at)}</Fact>}
      {d.appeals.map((a) => (
        <Fact key={a.lodged_at} title={t.decision.appeal}>
          <When at={a.lodged_at} />
          <p style={{ whiteSpace: "pre-wrap" }}>{a.text}</p>
          {a.decided_at && (
            <div className="muted">
              <strong>{a.upheld ? t.decision.upheld : t.decision.overturned}</strong> · {said(a.decided_by, a.decided_at, a.reason)}
            </div>
          )}
        </Fact>
      ))}
      {d.ended_at && <Fact title={t.decision.ended}>{said(d.ended_by, d.ended_at, d.ended_why)}</Fact>}
    </dl>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Decisions that were withdrawn, sent back or overturned, newest first. */
export function Past({ list }: { list: readonly Decision[] }) {
  const t = useWords();
  return (
    <details className="small">
      <summary>{t.decision.past(list.length)}</summary>
      <ol className="plain stack">
        {list.toReversed().map((d) => (
          <li key={d.id}>
            <Decided d={d} />
          </li>
        ))}
      </ol>
    </details>
  );
}
