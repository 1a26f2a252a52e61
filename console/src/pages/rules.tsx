import { Link } from "@tanstack/react-router";
import { useApi } from "../api/context";
import { useRead } from "../api/use";
import { useWords } from "../i18n";
import { Card, Scroll, Skeleton, Strength, Title, Trouble } from "../ui/parts";

export function useRules() {
  return useRead(["rules"], (api, signal) => api.GET("/rules", { signal }));
}

export function Rules() {
  const t = useWords();
  const { workspace } = useApi();
  const got = useRules();
  return (
    <div className="stack">
      <Title>{t.rules.title}</Title>
      <p className="muted">{t.rules.why}</p>
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={10} />}
      {got.data && (
        <Card title={t.rules.title} bare>
          <Scroll label={t.rules.title}>
            <table className="grid-table">
              <thead>
                <tr>
                  <th scope="col">{t.nav.rules}</th>
                  <th scope="col">{t.rules.stage}</th>
                  <th scope="col">{t.rules.ceiling}</th>
                  <th scope="col" className="number">
                    {t.rules.hits}
                  </th>
                  <th scope="col">{t.queue.state}</th>
                </tr>
              </thead>
              <tbody>
                {got.data.rules.map((r) => (
                  <tr key={r.id}>
                    <td>
                      <Link to="/w/$workspace/rules/$id" params={{ workspace, id: r.id }}>
                        {r.title}
                      </Link>
                      {!r.answers && <p className="small muted">{t.rules.silent}</p>}
                    </td>
                    <td>{t.stages[r.stage as keyof typeof t.stages] ?? r.stage}</td>
                    <td>
                      <Strength strength={r.ceiling} />
                    </td>
                    <td className="number">{r.hits}</td>
                    <td>{r.enabled ? t.rules.on : t.rules.off}</td>
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
