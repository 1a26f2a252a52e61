import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { take } from "../api/client";
import { useApi } from "../api/context";
import { useWords } from "../i18n";
import { subjectTiers, type SubjectsSearch } from "../routes";
import { Card, Empty, Field, Scroll, Skeleton, Tier, Title, Trouble } from "../ui/parts";
import { Views } from "./views";

const route = getRouteApi("/w/$workspace/subjects");

export function Subjects() {
  const t = useWords();
  const { api, workspace } = useApi();
  const navigate = useNavigate();
  const { tier } = route.useSearch();
  const filter = (to: string | undefined) => void navigate({ to: ".", search: (to ? { tier: to } : {}) as SubjectsSearch });
  const got = useInfiniteQuery({
    queryKey: [workspace, "subjects", tier ?? ""],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => take(api.GET("/subjects", { params: { query: { limit: 100, ...(tier && { tier }), ...(pageParam && { after: pageParam }) } }, signal })),
    getNextPageParam: (last) => last.next || undefined,
  });
  const list = got.data?.pages.flatMap((p) => p.subjects) ?? [];
  return (
    <div className="stack">
      <Title>{t.subjects.title}</Title>
      <div className="filters">
        <Field label={t.queue.tier}>
          {(a) => (
            <select {...a} className="input" value={tier ?? ""} onChange={(e) => filter(e.target.value)}>
              <option value="">{t.queue.any}</option>
              {subjectTiers.map((x) => (
                <option key={x} value={x}>
                  {t.tiers[x]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Views page="subjects" filter={tier ? { tier: [tier] } : {}} choose={(f) => filter(f["tier"]?.[0])} />
      </div>
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={8} />}
      {got.data && list.length === 0 && <Empty title={t.subjects.empty}>{t.subjects.emptyWhy}</Empty>}
      {list.length > 0 && (
        <Card title={t.subjects.title} bare>
          <Scroll label={t.subjects.title}>
            <table className="grid-table">
              <thead>
                <tr>
                  <th scope="col">{t.queue.tier}</th>
                  <th scope="col">{t.subjects.name}</th>
                  <th scope="col">{t.queue.stage}</th>
                  <th scope="col">{t.subjects.reason}</th>
                  <th scope="col" className="number">
                    {t.subjects.rules}
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.map((s) => (
                  <tr key={s.id}>
                    <td>
                      <Tier tier={s.tier} />
                    </td>
                    <td>
                      <Link to="/w/$workspace/subjects/$id" params={{ workspace, id: s.id }}>
                        {s.names.join(" · ") || s.id}
                      </Link>
                    </td>
                    <td>{t.stages[s.stage] ?? s.stage}</td>
                    <td className="small">{s.reason}</td>
                    <td className="number">{s.rules?.length ?? 0}</td>
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
