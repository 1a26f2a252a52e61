// What recruiters see: who needs a check, and a sheet of questions. No detail.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { take } from "../api/client";
import { useApi } from "../api/context";
import { useWords } from "../i18n";
import { Card, Empty, Skeleton, Title, Trouble } from "../ui/parts";

export function Checks() {
  const t = useWords();
  const { api, workspace } = useApi();
  const got = useInfiniteQuery({
    queryKey: [workspace, "checks"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => take(api.GET("/subjects", { params: { query: { limit: 100, ...(pageParam && { after: pageParam }) } }, signal })),
    getNextPageParam: (last) => last.next || undefined,
  });
  const list = got.data?.pages.flatMap((p) => p.subjects).filter((s) => s.needs_check) ?? [];
  return (
    <div className="stack">
      <Title>{t.checks.title}</Title>
      <p className="muted">{t.checks.why}</p>
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={6} />}
      {got.data && list.length === 0 && <Empty title={t.checks.empty}>{t.checks.emptyWhy}</Empty>}
      {list.length > 0 && (
        <Card title={t.checks.title} bare>
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
                      {t.checks.sheet}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      )}
      {got.hasNextPage && (
        <button type="button" className="button" onClick={() => void got.fetchNextPage()}>
          {t.common.more}
        </button>
      )}
    </div>
  );
}
