// What can be read, where to get it, and when it last came.
import type { Schemas } from "../api/client";
import { useRead } from "../api/use";
import { useWords } from "../i18n";
import { Card, Scroll, Skeleton, Title, Trouble, When } from "../ui/parts";
import { Mappings } from "./mappings";
import { Quarantine } from "./quarantine";

type Source = Schemas["Source"];

export function Sources() {
  const t = useWords();
  const got = useRead(["sources"], (api, signal) => api.GET("/sources", { signal }), { every: 60_000 });
  const came = got.data?.sources.filter((s) => s.last_record_at) ?? [];
  const rest = got.data?.sources.filter((s) => !s.last_record_at) ?? [];
  return (
    <div className="stack">
      <Title>{t.sources.title}</Title>
      <p className="muted">{t.sources.why}</p>
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={10} />}
      {came.length > 0 && <Came list={came} />}
      {rest.length > 0 && (
        <Card title={t.sources.others} bare>
          {rest.map((s) => (
            <details key={s.name} className="finding">
              <summary>
                <strong>{s.title}</strong>
              </summary>
              <Shapes s={s} />
            </details>
          ))}
        </Card>
      )}
      <Quarantine />
      <Mappings />
    </div>
  );
}

function Came({ list }: { list: readonly Source[] }) {
  const t = useWords();
  return (
    <Card title={t.sources.came} bare>
      <Scroll label={t.sources.came}>
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">{t.evidence.source}</th>
              <th scope="col">{t.sources.last}</th>
              <th scope="col">{t.queue.state}</th>
              <th scope="col">{t.sources.shapes}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((s) => (
              <tr key={s.name}>
                <th scope="row">{s.title}</th>
                <td>
                  <When at={s.last_record_at} />
                </td>
                <td>{s.silent ? <span className="badge review">{t.sources.silent}</span> : <span className="badge calm">{t.sources.fine}</span>}</td>
                <td>
                  <details>
                    <summary>{t.sources.count(s.shapes.length)}</summary>
                    <Shapes s={s} />
                  </details>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

/** Each export of a system: where it is, and what one needs to be allowed. */
function Shapes({ s }: { s: Source }) {
  const t = useWords();
  return (
    <ul className="small">
      {s.shapes.map((x) => (
        <li key={x.name}>
          <strong>{x.title}</strong> <span className="muted">{x.formats.join(", ")}</span>
          <br />
          {t.sources.where}: {x.where}
          {x.permission && (
            <>
              <br />
              {t.sources.permission}: {x.permission}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
