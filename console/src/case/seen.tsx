import { Link } from "@tanstack/react-router";
import { useApi } from "../api/context";
import { useRead } from "../api/use";
import { useWords } from "../i18n";
import { Card, Empty, Scroll, Skeleton, Trouble, When } from "../ui/parts";

/** Earlier cases that share an identifier with this one. */
export function SeenBefore({ id }: { id: string }) {
  const t = useWords();
  const { workspace } = useApi();
  const got = useRead(["case", id, "seen"], (api, signal) => api.GET("/cases/{id}/seen-before", { params: { path: { id } }, signal }));
  return (
    <Card title={t.seen.title} bare>
      {got.error && <Trouble error={got.error} />}
      {got.isPending && (
        <div className="body">
          <Skeleton />
        </div>
      )}
      {got.data?.cases.length === 0 && <Empty title={t.seen.none}>{t.seen.noneWhy}</Empty>}
      {got.data && got.data.cases.length > 0 && (
        <Scroll label={t.seen.title}>
          <table className="grid-table">
            <thead>
              <tr>
                <th scope="col">{t.seen.case}</th>
                <th scope="col">{t.queue.state}</th>
                <th scope="col">{t.seen.outcome}</th>
                <th scope="col">{t.seen.opened}</th>
                <th scope="col">{t.seen.shared}</th>
              </tr>
            </thead>
            <tbody>
              {got.data.cases.map((c) => (
                <tr key={c.id}>
                  <td>
                    <Link to="/w/$workspace/cases/$id" params={{ workspace, id: c.id }}>
                      {c.id.slice(0, 10)}…
                    </Link>
                  </td>
                  <td>{c.erased_at ? t.seen.erased : (t.states[c.state as keyof typeof t.states] ?? c.state)}</td>
                  <td>{c.outcome ? (t.outcomes[c.outcome as keyof typeof t.outcomes] ?? c.outcome) : "–"}</td>
                  <td>
                    <When at={c.opened_at} day />
                  </td>
                  <td>{c.shared.map((s) => t.types[s as keyof typeof t.types] ?? s).join(", ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Card>
  );
}
