import { Link } from "@tanstack/react-router";
import { useApi } from "../api/context";
import { useRead } from "../api/use";
import { useWords } from "../i18n";
import { Card, Empty, Scroll, Skeleton, Tier, Title, Trouble } from "../ui/parts";

export function Rings() {
  const t = useWords();
  const { workspace } = useApi();
  const got = useRead(["rings"], (api, signal) => api.GET("/rings", { params: { query: { limit: 100 } }, signal }), { every: 60_000 });
  return (
    <div className="stack">
      <Title>{t.rings.title}</Title>
      <p className="muted">{t.rings.why}</p>
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={6} />}
      {got.data?.rings.length === 0 && <Empty title={t.rings.empty}>{t.rings.emptyWhy}</Empty>}
      {got.data && got.data.rings.length > 0 && (
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
                {got.data.rings.map((r) => (
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
    </div>
  );
}
