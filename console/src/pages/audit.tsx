// What was read and done, and the proof that the log of it is whole.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { take, type Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useMay } from "../api/session";
import { useChange, useRead } from "../api/use";
import { useSpeech, useWords } from "../i18n";
import { Card, Empty, Field, Scroll, Skeleton, Tabs, Title, Trouble, When } from "../ui/parts";
import { Searches } from "./searches";

type Filter = { actor?: string; action?: string; object_id?: string };

export function AuditPage() {
  const t = useWords();
  const [filter, setFilter] = useState<Filter>({});
  const [part, setPart] = useState<"log" | "searches">("log");
  const tabs = [
    { id: "log", title: t.audit.entries },
    { id: "searches", title: t.search.past },
  ] as const;
  return (
    <div className="stack">
      <Title>{t.audit.title}</Title>
      <p className="muted">{t.audit.why}</p>
      <Proof />
      <Tabs tabs={tabs} at={part} go={setPart} label={t.audit.title} />
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${part}`} className="stack">
        {part === "searches" && <Searches />}
        {part === "log" && <Filters filter={filter} change={setFilter} />}
        {part === "log" && <Entries filter={filter} />}
      </div>
    </div>
  );
}

function Proof() {
  const t = useWords();
  const { workspace } = useApi();
  const { language } = useSpeech();
  const verify = useChange((api, _: void) => api.POST("/audit/verify"), []);
  const sign = useChange((api, _: void) => api.GET("/audit/checkpoint"), []);
  const r = verify.data;
  return (
    <Card
      title={t.audit.proof}
      actions={
        <div className="row">
          <button type="button" className="button primary" disabled={verify.isPending} onClick={() => verify.mutate()}>
            {verify.isPending ? t.audit.verifying : t.audit.verify}
          </button>
          <button type="button" className="button" onClick={() => sign.mutate()}>
            {t.audit.checkpoint}
          </button>
          <a className="button" href={`/v1/workspaces/${encodeURIComponent(workspace)}/audit/export`} download>
            {t.audit.export}
          </a>
        </div>
      }
    >
      <div className="stack" aria-live="polite">
        <Trouble error={verify.error ?? sign.error} />
        {!r && !sign.data && <p className="muted small">{t.audit.hint}</p>}
        {r && (
          <div className={`notice ${r.ok ? "" : "bad"}`} role={r.ok ? undefined : "alert"}>
            <div>
              <p>
                <strong>{r.ok ? t.audit.whole(r.entries.toLocaleString(language)) : `${t.audit.broken} ${r.fault ?? ""}`}</strong>
              </p>
              <ul className="small">
                {r.proves.map((x) => (
                  <li key={x}>{x}</li>
                ))}
              </ul>
            </div>
          </div>
        )}
        {sign.data && (
          <Field label={t.audit.keep(sign.data.size.toLocaleString(language))}>{(a) => <textarea {...a} className="input mono small" rows={7} readOnly value={sign.data.note} />}</Field>
        )}
      </div>
    </Card>
  );
}

function Filters({ filter, change }: { filter: Filter; change: (f: Filter) => void }) {
  const t = useWords();
  const may = useMay("people.read");
  const users = useRead(["users"], (api, signal) => api.GET("/users", { signal }), { enabled: may });
  const [action, setAction] = useState("");
  const [object, setObject] = useState("");
  return (
    <form
      className="filters"
      onSubmit={(e) => {
        e.preventDefault();
        change({ ...filter, action: action.trim(), object_id: object.trim() });
      }}
    >
      {may && (
        <Field label={t.audit.actor}>
          {(a) => (
            <select {...a} className="input" value={filter.actor ?? ""} onChange={(e) => change({ ...filter, actor: e.target.value })}>
              <option value="">{t.queue.any}</option>
              {users.data?.users.map((u) => (
                <option key={u.id} value={u.id}>
                  {u.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field label={t.audit.action}>{(a) => <input {...a} className="input" placeholder="case.read" value={action} onChange={(e) => setAction(e.target.value)} />}</Field>
      <Field label={t.audit.on}>{(a) => <input {...a} className="input" placeholder="c_…" value={object} onChange={(e) => setObject(e.target.value)} />}</Field>
      <button className="button">{t.audit.filter}</button>
    </form>
  );
}

function Entries({ filter }: { filter: Filter }) {
  const t = useWords();
  const { api, workspace } = useApi();
  const may = useMay("people.read");
  const users = useRead(["users"], (api, signal) => api.GET("/users", { signal }), { enabled: may });
  const query = Object.fromEntries(Object.entries(filter).filter(([, v]) => v)) as Filter;
  const got = useInfiniteQuery({
    queryKey: [workspace, "audit", query],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => take(api.GET("/audit", { params: { query: { ...query, limit: 100, ...(pageParam && { after: pageParam }) } }, signal })),
    getNextPageParam: (last) => last.next || undefined,
    refetchOnWindowFocus: false, // each reading is an entry
    staleTime: Infinity,
  });
  const list = got.data?.pages.flatMap((p) => p.entries) ?? [];
  const name = (e: Schemas["AuditEntry"]) => (e.actor ? (users.data?.users.find((u) => u.id === e.actor)?.name ?? e.actor) : "Daylight");
  if (got.error) return <Trouble error={got.error} again={() => void got.refetch()} />;
  if (got.isPending) return <Skeleton lines={8} />;
  if (list.length === 0) return <Empty title={t.audit.empty} />;
  return (
    <Card title={t.audit.entries} bare>
      <Scroll label={t.audit.entries}>
        <table className="grid-table small">
          <thead>
            <tr>
              <th scope="col" className="number">
                #
              </th>
              <th scope="col">{t.audit.at}</th>
              <th scope="col">{t.audit.who}</th>
              <th scope="col">{t.audit.what}</th>
              <th scope="col">{t.audit.on}</th>
              <th scope="col">{t.audit.reason}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((e) => (
              <tr key={e.index}>
                <td className="number">{e.index}</td>
                <td>
                  <When at={e.at} />
                </td>
                <td>
                  {name(e)} {e.role && <span className="muted">{e.role}</span>}
                </td>
                <td>
                  <code>{e.action}</code>
                </td>
                <td>
                  {e.object_type} <code>{e.object_id}</code>
                </td>
                <td>{e.why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {got.hasNextPage && (
        <div className="body">
          <button type="button" className="button small" disabled={got.isFetchingNextPage} onClick={() => void got.fetchNextPage()}>
            {t.common.more}
          </button>
        </div>
      )}
    </Card>
  );
}
