// Who looked people up outside a case, and why: for auditors.
import { useInfiniteQuery } from "@tanstack/react-query";
import { take } from "../api/client";
import { useApi } from "../api/context";
import { Who } from "../case/who";
import { useWords } from "../i18n";
import { Card, Empty, Scroll, Skeleton, Trouble, When } from "../ui/parts";

export function Searches() {
  const t = useWords();
  const { api, workspace } = useApi();
  const got = useInfiniteQuery({
    queryKey: [workspace, "searches"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => take(api.GET("/searches", { params: { query: { limit: 50, ...(pageParam && { after: pageParam }) } }, signal })),
    getNextPageParam: (last) => last.next || undefined,
    refetchOnWindowFocus: false, // each reading is an entry of the log
    staleTime: Infinity,
  });
  const list = got.data?.pages.flatMap((p) => p.searches) ?? [];
  if (got.error) return <Trouble error={got.error} again={() => void got.refetch()} />;
  if (got.isPending) return <Skeleton lines={4} />;
  if (list.length === 0) return <Empty title={t.search.pastNone}>{t.search.pastWhy}</Empty>;
  return (
    <Card title={t.search.past} bare>
      <p className="body small muted">{t.search.pastWhy}</p>
      <Scroll label={t.search.past}>
        <table className="grid-table small">
          <thead>
            <tr>
              <th scope="col">{t.search.at}</th>
              <th scope="col">{t.search.who}</th>
              <th scope="col">{t.search.title}</th>
              <th scope="col">{t.search.purpose}</th>
              <th scope="col">{t.audit.reason}</th>
              <th scope="col" className="number">
                {t.search.found}
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((x) => (
              <tr key={x.id}>
                <td>
                  <When at={x.at} />
                </td>
                <td>
                  <Who id={x.actor} />
                </td>
                <td>{t.search.way[x.by]}</td>
                <td>{t.search.purposes[x.purpose as keyof typeof t.search.purposes] ?? x.purpose}</td>
                <td>{x.reason}</td>
                <td className="number">{x.found}</td>
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
