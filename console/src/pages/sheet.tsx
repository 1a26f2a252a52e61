import { useParams } from "@tanstack/react-router";
import { useRead } from "../api/use";
import type { Schemas } from "../api/client";
import { useSpeech, useWords } from "../i18n";
import { Copy } from "../ui/copy";
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
      <Standing s={s} />
      {s.needs_check && <Questions ask={s.ask} />}
      <Card title={t.subjects.keys}>
        <dl className="facts">
          {s.keys.candidate_ids.map((k) => (
            <Key key={k} k={k} />
          ))}
        </dl>
      </Card>
    </div>
  );
}

function Questions({ ask }: { ask: readonly string[] }) {
  const t = useWords();
  return (
    <>
      <Card title={t.checks.ask}>
        <ol>
          {[...new Set(ask)].map((q) => (
            <li key={q}>{q}</li>
          ))}
        </ol>
        {ask.length === 0 && <p className="muted">{t.checks.emptyWhy}</p>}
      </Card>
      <Card title={t.checks.arrange}>
        <ol>
          {t.checks.arrangeSteps.map((x) => (
            <li key={x}>{x}</li>
          ))}
        </ol>
      </Card>
    </>
  );
}

/** Whether the check is still to be made; if not, the words for the tracker. */
function Standing({ s }: { s: Schemas["SubjectDetail"] }) {
  const t = useWords();
  const { language } = useSpeech();
  if (s.cleared_at)
    return (
      <div className="notice">
        <div className="stack">
          <p>{t.checks.clearedWhy}</p>
          <Copy text={t.checks.back(new Date(s.cleared_at).toLocaleDateString(language, { dateStyle: "long" }))} />
        </div>
      </div>
    );
  return <p>{s.needs_check ? t.checks.why : t.checks.nothing}</p>;
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
