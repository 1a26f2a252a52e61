// What recruiters see: who needs a check, and a sheet of questions. No detail.
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Navigate } from "@tanstack/react-router";
import { take, type Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useWords } from "../i18n";
import { Copy } from "../ui/copy";
import { Card, Empty, Scroll, Skeleton, Title, Trouble, When } from "../ui/parts";

type Subject = Schemas["Subject"];

const route = getRouteApi("/w/$workspace/checks");

/** A list, or whom the applicant tracker's link names. */
export function Checks() {
  const t = useWords();
  const { api, workspace } = useApi();
  const { candidate } = route.useSearch();
  const got = useInfiniteQuery({
    queryKey: [workspace, "checks", candidate ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => take(api.GET("/subjects", { params: { query: { limit: 100, ...(candidate && { candidate }), ...(pageParam && { after: pageParam }) } }, signal })),
    getNextPageParam: (last) => last.next || undefined,
  });
  const all = got.data?.pages.flatMap((p) => p.subjects) ?? [];
  const [only] = all;
  if (candidate && only && all.length === 1) return <Navigate to="/w/$workspace/checks/$id" params={{ workspace, id: only.id }} replace />;
  const list = all.filter((s) => s.needs_check);
  const cleared = all.filter((s) => s.cleared_at);
  return (
    <div className="stack">
      <Title>{t.checks.title}</Title>
      <p className="muted">{t.checks.why}</p>
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={6} />}
      {got.data && list.length === 0 && (candidate ? <Empty title={t.checks.unknown}>{t.checks.unknownWhy}</Empty> : <Empty title={t.checks.empty}>{t.checks.emptyWhy}</Empty>)}
      {list.length > 0 && <List title={t.checks.title} list={list} />}
      {cleared.length > 0 && <List title={t.checks.cleared} list={cleared} />}
      {got.hasNextPage && (
        <button type="button" className="button" onClick={() => void got.fetchNextPage()}>
          {t.common.more}
        </button>
      )}
      {candidate ? (
        <p>
          <Link to="/w/$workspace/checks" params={{ workspace }}>
            {t.checks.all}
          </Link>
        </p>
      ) : (
        <Card title={t.checks.link}>
          <p className="muted">{t.checks.linkWhy}</p>
          <Copy text={`${window.location.origin}/w/${workspace}/checks?candidate={id}`} />
        </Card>
      )}
    </div>
  );
}

function List({ title, list }: { title: string; list: readonly Subject[] }) {
  const t = useWords();
  const { workspace } = useApi();
  return (
    <Card title={title} bare>
      <Scroll label={title}>
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">{t.subjects.name}</th>
              <th scope="col">{t.queue.stage}</th>
              <th scope="col">{t.checks.sheet}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((s) => (
              <tr key={s.id}>
                <td>{s.names.join(" · ") || s.id}</td>
                <td>{t.stages[s.stage] ?? s.stage}</td>
                <td>
                  <Link to="/w/$workspace/checks/$id" params={{ workspace, id: s.id }}>
                    {s.cleared_at ? <When at={s.cleared_at} day /> : t.checks.sheet}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}
