// What happened and what was done, with both clocks, over day and night at the
// place that the person claims.
import { useMemo, useState } from "react";
import type { Schemas } from "../api/client";
import { useRead, type CaseDetail } from "../api/use";
import { useSpeech, useWords } from "../i18n";
import { Card, Empty, Field, Scroll, Skeleton, Trouble, When } from "../ui/parts";
import { clamp, lanes, nights, sourceOf, ticks, zoomed, type Span } from "./time";
import { Who } from "./who";

type Entry = Schemas["TimelineEntry"];

export function Timeline({ c }: { c: CaseDetail }) {
  const t = useWords();
  const got = useRead(["case", c.id, "timeline", c.version], (api, signal) => api.GET("/cases/{id}/timeline", { params: { path: { id: c.id } }, signal }));
  const [source, setSource] = useState("");
  const entries = useMemo(() => (got.data?.entries ?? []).filter((e) => !source || sourceOf(e) === source), [got.data, source]);
  if (got.error) return <Trouble error={got.error} again={() => void got.refetch()} />;
  if (!got.data) return <Skeleton lines={8} />;
  if (got.data.entries.length === 0) return <Empty title={t.timeline.empty} />;
  const sources = [...new Set(got.data.entries.map(sourceOf))].toSorted();
  return (
    <div className="stack">
      <Card
        title={t.timeline.title}
        actions={
          <Field label={t.timeline.source}>
            {(a) => (
              <select {...a} className="input" value={source} onChange={(e) => setSource(e.target.value)}>
                <option value="">{t.queue.any}</option>
                {sources.map((s) => (
                  <option key={s} value={s}>
                    {s === "daylight" ? t.timeline.here : s}
                  </option>
                ))}
              </select>
            )}
          </Field>
        }
      >
        <Strip entries={entries} subject={c.subject} />
      </Card>
      <List entries={entries} />
    </div>
  );
}

const width = 700; // about its width on the page, so that its letters are as large as the others
const laneHeight = 26;
const margin = 76; // for the names of the lanes

/** The entries on an axis of time that can be zoomed and moved. */
function Strip({ entries, subject }: { entries: readonly Entry[]; subject: string | undefined }) {
  const t = useWords();
  const { language } = useSpeech();
  const whole = useMemo(() => spanOf(entries), [entries]);
  const [view, setView] = useState<Span>(whole);
  const rows = lanes(entries);
  const height = rows.length * laneHeight + 40;
  const x = (at: number) => margin + ((at - view.from) / (view.to - view.from)) * (width - margin);
  const inView = { from: new Date(clamp(view.from, whole)), to: new Date(view.to) };
  const days = (view.to - view.from) / 86_400_000;
  const sun = useRead(
    ["sun", subject, Math.floor(view.from / 86_400_000), Math.ceil(view.to / 86_400_000)],
    (api, signal) => api.GET("/subjects/{id}/sun", { params: { path: { id: subject ?? "" }, query: { from: inView.from.toISOString(), to: inView.to.toISOString() } }, signal }),
    { enabled: Boolean(subject) && days <= 31, keep: true },
  );
  const zoom = (factor: number) => setView((v) => zoomed(v, factor, whole));
  const move = (part: number) => setView((v) => ({ from: v.from + part * (v.to - v.from), to: v.to + part * (v.to - v.from) }));
  return (
    <div className="stack">
      <div className="row small">
        <button type="button" className="button small" onClick={() => zoom(0.5)}>
          {t.timeline.closer}
        </button>
        <button type="button" className="button small" onClick={() => zoom(2)}>
          {t.timeline.further}
        </button>
        <button type="button" className="button small" aria-label={t.timeline.earlier} onClick={() => move(-0.5)}>
          ←
        </button>
        <button type="button" className="button small" aria-label={t.timeline.later} onClick={() => move(0.5)}>
          →
        </button>
        <button type="button" className="button small" onClick={() => setView(whole)}>
          {t.timeline.all}
        </button>
        <span className="muted">{sun.data && days <= 31 ? t.timeline.sun(sun.data.place.name) : t.timeline.noSun}</span>
      </div>
      <div className="timeline">
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t.timeline.label(entries.length)}>
          {days <= 31 && sun.data && nights(sun.data.days, view).map((n, i) => <rect key={i} x={x(n.from)} width={Math.max(0, x(n.to) - x(n.from))} y={0} height={height - 22} fill="var(--night)" opacity={n.dark ? 0.3 : 0.14} />)}
          {ticks(view, language).map((k) => (
            <g key={k.at}>
              <line x1={x(k.at)} x2={x(k.at)} y1={0} y2={height - 22} stroke="var(--line)" />
              <text x={x(k.at) + 3} y={height - 7} fontSize="11" fill="var(--ink-2)">
                {k.label}
              </text>
            </g>
          ))}
          {rows.map((r, i) => (
            <g key={r.name} transform={`translate(0 ${i * laneHeight + 6})`}>
              <line x1={margin} x2={width} y1={15} y2={15} stroke="var(--sunken)" />
              <text x={4} y={19} fontSize="11" fill="var(--ink-2)">
                {r.name === "daylight" ? t.timeline.here : r.name}
              </text>
              {r.entries.map((e, j) => {
                const at = Date.parse(e.occurred_at);
                if (at < view.from || at > view.to) return null;
                return (
                  <circle key={j} cx={x(at)} cy={15} r={5} fill={e.action ? "var(--accent)" : "var(--review)"} stroke="var(--paper)">
                    <title>{`${t.timeline.occurred} ${new Date(at).toLocaleString(language)} · ${t.timeline.recorded} ${new Date(e.recorded_at).toLocaleString(language)} · ${e.evidence?.observed ?? t.decision.actions[e.action ?? ""] ?? e.action ?? ""}`}</title>
                  </circle>
                );
              })}
            </g>
          ))}
        </svg>
      </div>
    </div>
  );
}

function spanOf(entries: readonly Entry[]): Span {
  const times = entries.map((e) => Date.parse(e.occurred_at)).filter((x) => x > 0);
  const from = Math.min(...times);
  const to = Math.max(...times);
  const edge = Math.max((to - from) * 0.03, 3_600_000);
  return { from: from - edge, to: to + edge };
}

const shown = 60;

function List({ entries }: { entries: readonly Entry[] }) {
  const t = useWords();
  const [all, setAll] = useState(false);
  const list = all ? entries : entries.slice(-shown);
  return (
    <Card title={t.timeline.list} bare>
      <Scroll label={t.timeline.list}>
        <table className="grid-table small">
          <thead>
            <tr>
              <th scope="col">{t.timeline.occurred}</th>
              <th scope="col">{t.timeline.recorded}</th>
              <th scope="col">{t.timeline.what}</th>
              <th scope="col">{t.evidence.source}</th>
            </tr>
          </thead>
          <tbody>
            {list.toReversed().map((e, i) => (
              <tr key={i}>
                <td>
                  <When at={e.occurred_at} />
                </td>
                <td>
                  <When at={e.recorded_at} />
                </td>
                <td>
                  {e.action ? (
                    <>
                      {t.decision.actions[e.action as keyof typeof t.decision.actions] ?? e.action} · <Who id={e.by} />
                      {e.why && <p className="muted">{e.why}</p>}
                    </>
                  ) : (
                    (e.evidence?.observed ?? t.timeline.hidden)
                  )}
                </td>
                <td>{e.record ? <code>{e.record}</code> : t.timeline.here}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {!all && entries.length > shown && (
        <div className="body">
          <button type="button" className="button small" onClick={() => setAll(true)}>
            {t.timeline.more(entries.length - shown)}
          </button>
        </div>
      )}
    </Card>
  );
}
