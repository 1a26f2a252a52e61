// Looking somebody up outside a case: first why, then whom.
import { Link, useLocation } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useChange } from "../api/use";
import { useWords } from "../i18n";
import { Age, Card, Empty, Field, Scroll, Skeleton, Tier, Title, Trouble } from "../ui/parts";
import { kindOf } from "./search-by";

type Found = Schemas["SearchOutBody"];
type Purpose = "incident" | "pay" | "dispute" | "subject-request" | "hiring" | "audit" | "other";

const purposes: readonly Purpose[] = ["hiring", "incident", "pay", "dispute", "subject-request", "audit", "other"];

export function SearchPage() {
  const t = useWords();
  const given = useLocation({ select: (l) => l.state }); // never in the address
  const [purpose, setPurpose] = useState<Purpose | "">("");
  const [reason, setReason] = useState("");
  const [what, setWhat] = useState(given.what ?? "");
  const search = useChange<{ purpose: Purpose; reason: string; what: string }, Found>(
    (api, x) => api.POST("/search", { body: { ...x, by: kindOf(x.what) } }),
    [],
  );
  return (
    <div className="stack">
      <Title>{t.search.title}</Title>
      <p className="muted">{t.search.why}</p>
      <form
        className="card body-form"
        role="search"
        onSubmit={(e) => {
          e.preventDefault();
          if (purpose !== "") search.mutate({ purpose, reason, what: what.trim() });
        }}
      >
        <div className="asking">
          <Field label={t.search.purpose}>
            {(a) => (
              <select {...a} className="input" required value={purpose} onChange={(e) => setPurpose(e.target.value as Purpose)}>
                <option value="" disabled>
                  {t.search.choose}
                </option>
                {purposes.map((p) => (
                  <option key={p} value={p}>
                    {t.search.purposes[p]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t.search.reason} hint={t.search.reasonHint}>
            {(a) => <input {...a} className="input" required minLength={10} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />}
          </Field>
        </div>
        <div className="asking">
          <Field label={t.search.what} hint={what.trim().length > 1 ? t.search.by[kindOf(what)] : t.search.byHint}>
            {(a) => <input {...a} className="input" type="search" required minLength={2} maxLength={200} autoComplete="off" value={what} onChange={(e) => setWhat(e.target.value)} />}
          </Field>
          <button className="button primary" disabled={search.isPending}>
            {t.search.go}
          </button>
        </div>
      </form>
      <div className="stack" aria-live="polite">
        <Trouble error={search.error} />
        {search.isIdle && <Empty title={t.search.first}>{t.search.firstWhy}</Empty>}
        {search.isPending && <Skeleton lines={4} />}
        {search.data && <Results found={search.data} />}
      </div>
    </div>
  );
}

function Results({ found }: { found: Found }) {
  const t = useWords();
  const nobody = found.people.length + found.cases.length === 0;
  return (
    <>
      {nobody && <Empty title={t.search.none}>{t.search.noneWhy}</Empty>}
      {found.people.length > 0 && <People found={found} />}
      {found.cases.length > 0 && <Cases cases={found.cases} />}
      <p className="small muted">
        {found.more && `${t.search.more} `}
        {t.search.logged(found.id)}
      </p>
    </>
  );
}

function People({ found }: { found: Found }) {
  const t = useWords();
  const { workspace } = useApi();
  return (
    <Card title={t.search.people(found.people.length)} bare>
      <Scroll label={t.search.people(found.people.length)}>
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">{t.queue.tier}</th>
              <th scope="col">{t.subjects.name}</th>
              <th scope="col">{t.queue.stage}</th>
              <th scope="col">{t.subjects.reason}</th>
            </tr>
          </thead>
          <tbody>
            {found.people.map((p) => (
              <tr key={p.id}>
                <td>
                  <Tier tier={p.tier} />
                </td>
                <td>
                  <Link to="/w/$workspace/subjects/$id" params={{ workspace, id: p.id }}>
                    {p.names.join(" · ") || p.id}
                  </Link>
                </td>
                <td>{t.stages[p.stage] ?? p.stage}</td>
                <td className="small">{p.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

function Cases({ cases }: { cases: Found["cases"] }) {
  const t = useWords();
  const { workspace } = useApi();
  return (
    <Card title={t.search.cases(cases.length)} bare>
      <Scroll label={t.search.cases(cases.length)}>
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">{t.queue.tier}</th>
              <th scope="col">{t.queue.who}</th>
              <th scope="col">{t.queue.state}</th>
              <th scope="col">{t.queue.age}</th>
            </tr>
          </thead>
          <tbody>
            {cases.map((c) => (
              <tr key={c.id}>
                <td>
                  <Tier tier={c.tier} />
                </td>
                <td>
                  <Link to="/w/$workspace/cases/$id" params={{ workspace, id: c.id }}>
                    {c.names.join(" · ") || c.ring || c.id}
                  </Link>
                </td>
                <td>{t.states[c.state as keyof typeof t.states] ?? c.state}</td>
                <td>
                  <Age at={c.opened_at} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}
