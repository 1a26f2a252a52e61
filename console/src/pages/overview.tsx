import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import type { Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useRead } from "../api/use";
import { useSpeech, useWords } from "../i18n";
import { Card, Scroll, Skeleton, Tier, Title, Trouble, When } from "../ui/parts";

const Weeks = lazy(() => import("../ui/weeks").then((m) => ({ default: m.Weeks })));

const span = 90 * 86_400_000;

export function OverviewPage() {
  const t = useWords();
  const { language } = useSpeech();
  const got = useRead(["overview"], (api, signal) => api.GET("/overview", { signal }), { every: 60_000 });
  const number = (n: number) => n.toLocaleString(language);
  if (got.error) return <Trouble error={got.error} again={() => void got.refetch()} />;
  if (!got.data) return <Skeleton lines={10} />;
  const o = got.data;
  return (
    <div className="stack">
      <Title
        actions={
          <span className="muted small">
            {t.overview.judged} <When at={o.judged_at} />
          </span>
        }
      >
        {t.overview.title}
      </Title>
      {o.synthetic && <p className="notice">{t.overview.synthetic}</p>}
      <div className="figures">
        <Figure title={t.overview.subjects} value={number(o.subjects)} />
        <Figure title={t.overview.accounts} value={number(o.accounts)} />
        <Figure title={t.overview.records} value={number(o.records)} />
        <Figure title={t.overview.events} value={number(o.events)} />
        <Figure title={t.overview.rings} value={number(o.rings)} />
        <Figure title={t.overview.silent} value={o.silent_sources.join(", ") || t.overview.none} />
      </div>
      <Card title={t.overview.tiers}>
        <dl className="facts">
          {Object.keys(t.tiers).map((tier) => (
            <div key={tier} style={{ display: "contents" }}>
              <dt>
                <Tier tier={tier} />
              </dt>
              <dd>{number((o.tiers as Record<string, number>)[tier] ?? 0)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Impact />
      <Incoming list={o.incoming} />
    </div>
  );
}

function Figure({ title, value }: { title: string; value: string }) {
  return (
    <div className="card figure">
      <strong>{value}</strong>
      <span className="muted small">{title}</span>
    </div>
  );
}

function Impact() {
  const t = useWords();
  const query = useMemo(() => {
    const to = new Date();
    to.setUTCHours(24, 0, 0, 0);
    return { from: new Date(to.getTime() - span).toISOString(), to: to.toISOString() };
  }, []);
  const got = useRead(["impact", query.from], (api, signal) => api.GET("/impact", { params: { query }, signal }));
  if (got.error) return <Trouble error={got.error} />;
  if (!got.data) return <Skeleton />;
  const i = got.data;
  const sum = (x: unknown) => Object.values(x as Record<string, number>).reduce((a, b) => a + b, 0);
  return (
    <Card title={t.overview.decided} actions={<span className="muted small">{t.overview.span}</span>}>
      <div className="stack">
        <div className="figures">
          <Figure title={t.overview.opened} value={String(sum(i.opened))} />
          <Figure title={t.overview.closed} value={String(sum(i.closed))} />
          <Figure title={t.overview.median} value={i.median_open_seconds ? t.overview.days(i.median_open_seconds / 86_400) : "–"} />
          <Figure title={t.overview.left} value={String(i.left_undecided)} />
        </div>
        {i.weeks.length > 1 && (
          <Suspense fallback={<Skeleton lines={4} />}>
            <Weeks weeks={i.weeks} />
          </Suspense>
        )}
        {i.exposure && <Exposure e={i.exposure} />}
        <dl className="facts">
          {Object.entries(i.closed as Record<string, number>).map(([outcome, n]) => (
            <div key={outcome} style={{ display: "contents" }}>
              <dt>{t.outcomes[outcome as keyof typeof t.outcomes] ?? outcome}</dt>
              <dd>{n}</dd>
            </div>
          ))}
        </dl>
        <Precision rules={i.rules} />
      </div>
    </Card>
  );
}

/** What was paid to people whose case was confirmed. */
function Exposure({ e }: { e: Schemas["Exposure"] }) {
  const t = useWords();
  const { language } = useSpeech();
  const paid = Object.entries(e.paid as Record<string, number>);
  return (
    <p>
      <strong>{t.overview.exposure}:</strong>{" "}
      {paid.length > 0 ? paid.map(([currency, sum]) => new Intl.NumberFormat(language, { style: "currency", currency, maximumFractionDigits: 0 }).format(sum)).join(", ") : "–"}{" "}
      <span className="muted">{t.overview.exposureOf(e.people, e.without_pay_records)}</span>
    </p>
  );
}

function Precision({ rules }: { rules: readonly Schemas["RulePrecision"][] }) {
  const t = useWords();
  const { workspace } = useApi();
  if (rules.length === 0) return null;
  return (
    <Scroll label={t.rules.precision}>
      <table className="grid-table small">
        <thead>
          <tr>
            <th scope="col">{t.nav.rules}</th>
            <th scope="col">{t.rules.precision}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((r) => (
            <tr key={r.rule}>
              <td>
                <Link to="/w/$workspace/rules/$id" params={{ workspace, id: r.rule }}>
                  {r.rule}
                </Link>
              </td>
              <td>{t.rules.precisionOf(r.confirmed + r.misused, r.confirmed + r.misused + r.innocent)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Incoming({ list }: { list: readonly Schemas["Incoming"][] }) {
  const t = useWords();
  if (list.length === 0) return null;
  return (
    <Card title={t.overview.incoming} bare>
      <Scroll label={t.overview.incoming}>
        <table className="grid-table small">
          <tbody>
            {list.map((x) => (
              <tr key={x.source}>
                <th scope="row">{x.source}</th>
                <td>
                  <When at={x.last_record_at} />
                </td>
                <td>{x.silent && <span className="badge review">{t.sources.silent}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}
