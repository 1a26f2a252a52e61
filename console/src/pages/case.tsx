// One case: what was found, what speaks against it, and what may be done.
import { Link, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useApi } from "../api/context";
import { useRead, type CaseDetail } from "../api/use";
import { Answers } from "../case/answers";
import { Counsel } from "../case/counsel";
import { DecisionPanel } from "../case/decision";
import { Evidence } from "../case/evidence";
import { Extras } from "../case/extras";
import { Notes } from "../case/notes";
import { Second } from "../case/second";
import { SeenBefore } from "../case/seen";
import { Waterfall } from "../case/waterfall";
import { useWords } from "../i18n";
import { Card, Skeleton, Tabs, Tier, Title, Trouble, When } from "../ui/parts";

const Timeline = lazy(() => import("../case/timeline").then((m) => ({ default: m.Timeline })));
const RingGraph = lazy(() => import("../graph/ring").then((m) => ({ default: m.RingGraph })));
const Places = lazy(() => import("../case/places").then((m) => ({ default: m.Places })));

type Part = "evidence" | "timeline" | "ring" | "places" | "seen" | "notes";

/** Reads a case; every change to it writes the new version under the same key. */
export function useCase(id: string) {
  return useRead(["case", id], (api, signal) => api.GET("/cases/{id}", { params: { path: { id } }, signal }), { every: 30_000 });
}

export function CasePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const got = useCase(id);
  if (got.error) return <Trouble error={got.error} again={() => void got.refetch()} />;
  if (!got.data) return <Skeleton lines={12} />;
  return <Opened c={got.data} key={id} />;
}

function Opened({ c }: { c: CaseDetail }) {
  const t = useWords();
  const { workspace } = useApi();
  const [part, setPart] = useState<Part>("evidence");
  const tabs = [
    { id: "evidence", title: t.case.evidence },
    { id: "timeline", title: t.case.timeline },
    ...(c.ring ? [{ id: "ring" as const, title: t.case.ring }] : []),
    ...(c.subject ? [{ id: "places" as const, title: t.case.places }] : []),
    { id: "seen", title: t.case.seen },
    { id: "notes", title: t.case.notes(c.notes.length + c.attachments.length) },
  ] as const;
  return (
    <div className="stack">
      <Title actions={<Facts c={c} />}>{heading(c)}</Title>
      <p className="summary">{t.case.summary(c.findings.filter((f) => f.outcome === "hit").length, new Set(c.findings.filter((f) => f.outcome === "hit" && f.strength !== "context").map((f) => f.family)).size, c.reason)}</p>
      {c.left_undecided_at && (
        <div className="notice careful">
          <p>
            {t.case.leftUndecided} <When at={c.left_undecided_at} day />.
          </p>
        </div>
      )}
      {c.hold && (
        <div className="notice">
          <p>
            {t.case.held} {c.hold.reason}
          </p>
        </div>
      )}
      <Second c={c} />
      <div className="case">
        <div className="stack">
          <Tabs tabs={tabs} at={part} go={setPart} label={t.case.parts} />
          <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${part}`} tabIndex={-1}>
            <Suspense fallback={<Skeleton lines={8} />}>
              {part === "evidence" && (
                <div className="stack">
                  <Waterfall findings={c.findings} tier={c.tier} reason={c.reason} />
                  <Evidence c={c} />
                </div>
              )}
              {part === "timeline" && <Timeline c={c} />}
              {part === "ring" && c.ring && <RingGraph id={c.ring} highlight={c.subject} />}
              {part === "places" && c.subject && <Places c={c} subject={c.subject} />}
              {part === "seen" && <SeenBefore id={c.id} />}
              {part === "notes" && <Notes c={c} />}
            </Suspense>
          </div>
        </div>
        <aside className="stack" aria-label={t.case.doing}>
          <DecisionPanel c={c} />
          <Answers c={c} />
          <Extras c={c} />
          <Counsel c={c} />
          {c.subject && (
            <Card title={t.case.person}>
              <p>
                <Link to="/w/$workspace/subjects/$id" params={{ workspace, id: c.subject }}>
                  {t.case.openPerson}
                </Link>
              </p>
            </Card>
          )}
        </aside>
      </div>
    </div>
  );
}

const namesShown = 4;

export function heading(c: { names: readonly string[]; kind: string; ring?: string; id: string }): string {
  const more = c.names.length - namesShown;
  return c.names.slice(0, namesShown).join(" · ") + (more > 0 ? ` +${more}` : "") || (c.kind === "ring" ? (c.ring ?? c.id) : c.id);
}

function Facts({ c }: { c: CaseDetail }) {
  const t = useWords();
  return (
    <div className="row small">
      <Tier tier={c.tier} />
      <span className="badge">{t.states[c.state as keyof typeof t.states] ?? c.state}</span>
      <span className="badge">{t.stages[c.stage as keyof typeof t.stages] ?? c.stage}</span>
      <span className="muted">
        {t.case.opened} <When at={c.opened_at} />
      </span>
      <span className="muted">
        {t.case.asOf} <When at={c.as_of} />
      </span>
      <code className="muted">{c.id}</code>
    </div>
  );
}
