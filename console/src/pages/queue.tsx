// The queue: what waits, most urgent first, by keyboard or mouse.
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { ifMatch, take, type Schemas } from "../api/client";
import { useApi } from "../api/context";
import type { operations } from "../api/schema";
import { useMay, useMe } from "../api/session";
import { useChange, useRead } from "../api/use";
import { ClearDialog } from "../case/clear";
import { useWords } from "../i18n";
import type { QueueSearch } from "../routes";
import { Views } from "./views";
import { useKeys } from "../ui/keys";
import { Age, Empty, Field, Skeleton, Tier, Title, Trouble } from "../ui/parts";
import { useSay } from "../ui/toast";

type Line = Schemas["Case"];
type CaseFilter = NonNullable<operations["count-cases"]["parameters"]["query"]>;

const route = getRouteApi("/w/$workspace/queue");
const lineHeight = 46;
const atOnce = 200; // cases that the server clears in one go

function useQueue(filter: QueueSearch) {
  const { api, workspace } = useApi();
  return useInfiniteQuery({
    queryKey: [workspace, "cases", filter],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => take(api.GET("/cases", { params: { query: { ...(filter as CaseFilter), limit: 100, ...(pageParam && { after: pageParam }) } }, signal })),
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 30_000,
  });
}

export function Queue() {
  const t = useWords();
  const filter = route.useSearch();
  const navigate = useNavigate();
  const { workspace } = useApi();
  const { data: me } = useMe();
  const may = useMay("cases.write");
  const clearable = useMay("cases.clear");
  const searches = useMay("search");
  const list = useQueue(filter);
  const lines = useMemo(() => list.data?.pages.flatMap((p) => p.cases) ?? [], [list.data]);
  const [here, setHere] = useState(0);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [clearing, setClearing] = useState(false);
  const say = useSay();
  const giveBack = useAssign("");
  const assign = useAssign(me?.id ?? "", (c) => say(t.queue.assigned, { label: t.common.undo, run: () => giveBack.mutate({ ...c, version: 0 }) }));

  const open = (c: Line | undefined, begin?: string) => c && void navigate({ to: "/w/$workspace/cases/$id", params: { workspace, id: c.id }, ...(begin && { state: { begin } }) });
  const next = useNext(filter, (c) => (c ? open(c) : say(t.queue.noNext)));
  const mark = (c: Line | undefined) => c && setMarked((m) => toggled(m, c.id));
  useKeys({
    j: () => setHere((i) => Math.min(i + 1, lines.length - 1)),
    k: () => setHere((i) => Math.max(i - 1, 0)),
    Enter: () => open(lines[here]),
    e: () => may && open(lines[here], "escalate"),
    x: () => mark(lines[here]),
    c: () => clearable && (marked.size > 0 || lines[here]) && setClearing(true),
    a: () => may && lines[here] && assign.mutate(lines[here]),
    n: () => next.mutate(),
  });
  const chosen = marked.size > 0 ? lines.filter((c) => marked.has(c.id)) : lines[here] ? [lines[here]] : [];

  return (
    <div className="stack">
      <Title
        actions={
          <>
            {searches && <Find go={(what) => void navigate({ to: "/w/$workspace/search", params: { workspace }, state: { what } })} />}
            <button type="button" className="button" disabled={next.isPending} onClick={() => next.mutate()}>
              {t.queue.next} <kbd>n</kbd>
            </button>
            {clearable && (
              <button type="button" className="button" disabled={marked.size === 0} onClick={() => setClearing(true)}>
                {t.queue.clearMany(marked.size)}
              </button>
            )}
          </>
        }
      >
        {t.queue.title}
      </Title>
      <Stages filter={filter} go={(stage) => void navigate({ to: ".", search: (s: QueueSearch) => without({ ...s, stage }) })} />
      <Filters filter={filter} change={(f) => void navigate({ to: ".", search: without(f) })} />
      {list.isPending && <Skeleton lines={8} />}
      {list.error && <Trouble error={list.error} again={() => void list.refetch()} />}
      {list.data && lines.length === 0 && <Empty title={t.queue.empty}>{t.queue.emptyWhy}</Empty>}
      {lines.length > 0 && (
        <Lines lines={lines} here={here} go={setHere} marked={marked} mark={mark} markAll={clearable ? (ids) => setMarked(new Set(ids)) : null} open={open} more={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : null} />
      )}
      {clearing && (
        <ClearDialog
          cases={chosen}
          close={() => setClearing(false)}
          done={(n) => {
            setClearing(false);
            setMarked(new Set());
            say(t.queue.cleared(n));
          }}
        />
      )}
    </div>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

function without(f: Record<string, unknown>): QueueSearch {
  return Object.fromEntries(Object.entries(f).filter(([, v]) => v !== undefined && v !== "" && v !== false)) as QueueSearch;
}

/** The most urgent case that nobody has, of those that the filter lets through. */
function useNext(filter: QueueSearch, done: (c: Line | undefined) => void) {
  const query = { ...(filter as CaseFilter), assignee: "-", state: "open", limit: 1 } as const;
  return useChange<void, { cases: Line[] }>(
    (api) => api.GET("/cases", { params: { query } }),
    [],
    (out) => done(out.cases[0]),
  );
}

/** Gives a case to somebody, whatever was done since where its version is 0. */
function useAssign(id: string, done?: (c: Line) => void) {
  return useChange<Line, unknown>(
    (api, c) => api.PUT("/cases/{id}/assignee", { params: { path: { id: c.id }, header: c.version === 0 ? { "If-Match": "*" } : ifMatch(c.version) }, body: { assignee: id } }),
    [["cases"]],
    (_, c) => done?.(c),
  );
}

/** Takes what is typed to the search page, which asks for a purpose. */
function Find({ go }: { go: (what: string) => void }) {
  const t = useWords();
  const [what, setWhat] = useState("");
  return (
    <form
      role="search"
      onSubmit={(e) => {
        e.preventDefault();
        if (what.trim().length > 1) go(what.trim());
      }}
    >
      <input className="input" type="search" aria-label={t.search.what} placeholder={t.search.what} size={38} maxLength={200} value={what} onChange={(e) => setWhat(e.target.value)} />
    </form>
  );
}

/** How much waits at each stage of a working life. */
function Stages({ filter: { stage: at, ...filter }, go }: { filter: QueueSearch; go: (stage: string | undefined) => void }) {
  const t = useWords();
  const { data } = useRead(["cases", "counts", filter], (api, signal) => api.GET("/cases/counts", { params: { query: filter as CaseFilter }, signal }));
  const counts: Record<string, number> = data?.stages ?? {};
  const known = ["applicant", "interview", "new-hire", "worker", "leaver"];
  return (
    <div className="stages" role="group" aria-label={t.queue.stages}>
      {known.map((s) => (
        <button key={s} type="button" aria-pressed={at === s} onClick={() => go(at === s ? undefined : s)}>
          <strong>{counts[s] ?? 0}</strong>
          <span className="small">{t.stages[s as keyof typeof t.stages] ?? s}</span>
        </button>
      ))}
    </div>
  );
}

function Filters({ filter, change }: { filter: QueueSearch; change: (f: QueueSearch) => void }) {
  const t = useWords();
  const { data: me } = useMe();
  const choose = (key: keyof QueueSearch, label: string, values: Record<string, string>) => (
    <Field label={label}>
      {(a) => (
        <select {...a} className="input" value={(filter[key] as string | undefined) ?? ""} onChange={(e) => change({ ...filter, [key]: e.target.value })}>
          <option value="">{t.queue.any}</option>
          {Object.entries(values).map(([v, title]) => (
            <option key={v} value={v}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  return (
    <div className="filters">
      {choose("tier", t.queue.tier, { urgent: t.tiers.urgent, review: t.tiers.review, watch: t.tiers.watch })}
      {choose("state", t.queue.state, t.states)}
      {choose("kind", t.queue.kind, { person: t.queue.person, ring: t.queue.ring })}
      {choose("assignee", t.queue.assignee, { "-": t.queue.nobody, ...(me && { [me.id]: t.queue.me }) })}
      <label className="choice">
        <input type="checkbox" checked={filter.snoozed ?? false} onChange={(e) => change({ ...filter, snoozed: e.target.checked })} />
        {t.queue.snoozed}
      </label>
      <Views
        page="queue"
        filter={Object.fromEntries(Object.entries(filter).map(([k, v]) => [k, [String(v)]]))}
        choose={(f) => change(Object.fromEntries(Object.entries(f).map(([k, v]) => [k, k === "snoozed" ? v[0] === "true" : v[0]])) as QueueSearch)}
      />
    </div>
  );
}

type LinesProps = {
  lines: readonly Line[];
  here: number;
  go: (i: number) => void;
  marked: ReadonlySet<string>;
  mark: (c: Line) => void;
  markAll: ((ids: readonly string[]) => void) | null;
  open: (c: Line) => void;
  more: (() => void) | null;
};

/** The lines, of which only those in sight are drawn. */
function Lines({ lines, here, go, marked, mark, markAll, open, more }: LinesProps) {
  const t = useWords();
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => lineHeight, overscan: 12, scrollPaddingStart: 40 });
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= lines.length - 30) more();
  }, [last, lines.length, more]);
  useEffect(() => rows.scrollToIndex(here), [here, rows]);
  return (
    <div className="card rows" ref={box} role="grid" aria-label={t.queue.title} aria-rowcount={lines.length + 1} tabIndex={0}>
      <div role="row" className="head" aria-rowindex={1}>
        <span role="columnheader">
          {markAll ? (
            <input type="checkbox" aria-label={t.queue.markAll(Math.min(lines.length, atOnce))} checked={marked.size > 0 && marked.size >= Math.min(lines.length, atOnce)} onChange={(e) => markAll(e.target.checked ? lines.slice(0, atOnce).map((c) => c.id) : [])} />
          ) : (
            <span className="hidden-visually">{t.queue.mark}</span>
          )}
        </span>
        {[t.queue.tier, t.queue.who, t.queue.stage, t.queue.state, t.queue.job, t.queue.assignee, t.queue.age].map((h) => (
          <span key={h} role="columnheader">
            {h}
          </span>
        ))}
      </div>
      <div role="rowgroup" style={{ height: rows.getTotalSize(), position: "relative", minWidth: 980 }}>
        {visible.map((v) => {
          const c = lines[v.index];
          if (!c) return null;
          return (
            <div
              key={c.id}
              role="row"
              aria-rowindex={v.index + 2}
              aria-selected={v.index === here}
              className={`line${v.index === here ? " here" : ""}`}
              style={{ transform: `translateY(${v.start}px)` }}
              onClick={() => {
                go(v.index);
                open(c);
              }}
            >
              <span role="gridcell">
                <input type="checkbox" aria-label={t.queue.markOne(title(c))} checked={marked.has(c.id)} onClick={(e) => e.stopPropagation()} onChange={() => mark(c)} />
              </span>
              <span role="gridcell">
                <Tier tier={c.tier} />
              </span>
              <span role="gridcell">
                {c.kind === "ring" && <span className="badge">{t.queue.ringOf(c.names.length)}</span>} <strong>{title(c)}</strong>
              </span>
              <span role="gridcell">{t.stages[c.stage as keyof typeof t.stages] ?? c.stage}</span>
              <span role="gridcell">{t.states[c.state as keyof typeof t.states] ?? c.state}</span>
              <span role="gridcell">{c.job || <span className="muted">–</span>}</span>
              <span role="gridcell">{c.assignee ? <Colleague id={c.assignee} /> : <span className="muted">{t.queue.nobody}</span>}</span>
              <span role="gridcell">
                <Age at={c.opened_at} />
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function title(c: Line): string {
  return c.names[0] ?? (c.kind === "ring" ? (c.ring ?? c.id) : (c.subject ?? c.id));
}

function Colleague({ id }: { id: string }) {
  const { data } = useRead(["colleagues"], (api, signal) => api.GET("/colleagues", { signal }));
  return <>{data?.colleagues.find((c) => c.id === id)?.name ?? id}</>;
}
