import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { take } from "../api/client";
import { useApi } from "../api/context";
import { useWords } from "../i18n";
import { Card, Empty, Scroll, Skeleton, Tier, Title, Trouble } from "../ui/parts";

export function Rings() {
  const t = useWords();
  const { api, workspace } = useApi();
  const got = useInfiniteQuery({
    queryKey: [workspace, "rings"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => take(api.GET("/rings", { params: { query: { limit: 100, ...(pageParam && { after: pageParam }) } }, signal })),
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 60_000,
  });
  const list = got.data?.pages.flatMap((p) => p.rings) ?? [];
  return (
    <div className="stack">
      <Title>{t.rings.title}</Title>
      <p className="muted">{t.rings.why}</p>
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={6} />}
      {got.data && list.length === 0 && <Empty title={t.rings.empty}>{t.rings.emptyWhy}</Empty>}
      {list.length > 0 && (
        <Card title={t.rings.title} bare>
          <Scroll label={t.rings.title}>
            <table className="grid-table">
              <thead>
                <tr>
                  <th scope="col">{t.queue.tier}</th>
                  <th scope="col">{t.rings.ring}</th>
                  <th scope="col">{t.rings.members}</th>
                </tr>
              </thead>
              <tbody>
                {list.map((r) => (
                  <tr key={r.id}>
                    <td>
                      <Tier tier={r.tier} />
                    </td>
                    <td>
                      <Link to="/w/$workspace/rings/$id" params={{ workspace, id: r.id }}>
                        {t.rings.people(r.members.length)}
                      </Link>
                    </td>
                    <td className="small">{r.people.map((p) => p.names[0] ?? p.id).join(", ")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </Card>
      )}
      {got.hasNextPage && (
        <button type="button" className="button" disabled={got.isFetchingNextPage} onClick={() => void got.fetchNextPage()}>
          {t.common.more}
        </button>
      )}
    </div>
  );
}
