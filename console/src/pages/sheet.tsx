import { useParams } from "@tanstack/react-router";
import { useRead } from "../api/use";
import { useWords } from "../i18n";
import { Card, Skeleton, Title, Trouble } from "../ui/parts";

/** One page of questions to take into a conversation. */
export function Sheet() {
  const t = useWords();
  const { id } = useParams({ strict: false }) as { id: string };
  const got = useRead(["subject", id], (api, signal) => api.GET("/subjects/{id}", { params: { path: { id } }, signal }));
  if (got.error) return <Trouble error={got.error} />;
  if (!got.data) return <Skeleton lines={8} />;
  const s = got.data;
  return (
    <div className="stack sheet">
      <Title
        actions={
          <button type="button" className="button no-print" onClick={() => window.print()}>
            {t.checks.print}
          </button>
        }
      >
        {s.names.join(" · ") || s.id}
      </Title>
      <p>{t.checks.why}</p>
      <Card title={t.checks.ask}>
        <ol>
          {[...new Set(s.ask)].map((q) => (
            <li key={q}>{q}</li>
          ))}
        </ol>
        {s.ask.length === 0 && <p className="muted">{t.checks.emptyWhy}</p>}
      </Card>
      <Card title={t.checks.arrange}>
        <ol>
          {t.checks.arrangeSteps.map((x) => (
            <li key={x}>{x}</li>
          ))}
        </ol>
      </Card>
      <Card title={t.subjects.keys}>
        <dl className="facts">
          {s.keys.candidate_ids.map((k) => (
            <Key key={k} k={k} />
          ))}
        </dl>
        <p className="small muted">{t.checks.back}</p>
      </Card>
    </div>
  );
}

function Key({ k }: { k: string }) {
  return (
    <>
      <dt>{k.split(":")[0]}</dt>
      <dd>
        <code>{k.split(":").slice(2).join(":")}</code>
      </dd>
    </>
  );
}
