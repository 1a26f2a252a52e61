// Everything about one person that the reader may see.
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useMay } from "../api/session";
import { useChange, useRead } from "../api/use";
import { LinkTable } from "../graph/ring";
import { useWords } from "../i18n";
import { Card, Dialog, Empty, Field, Skeleton, Strength, Tier, Title, Trouble } from "../ui/parts";
import { useSay } from "../ui/toast";

export function SubjectPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const got = useRead(["subject", id], (api, signal) => api.GET("/subjects/{id}", { params: { path: { id } }, signal }));
  if (got.error) return <Trouble error={got.error} again={() => void got.refetch()} />;
  if (!got.data) return <Skeleton lines={10} />;
  return <Known s={got.data} key={id} />;
}

type Subject = Schemas["SubjectDetail"];

function Known({ s }: { s: Subject }) {
  const t = useWords();
  const { workspace } = useApi();
  return (
    <div className="stack">
      <Title
        actions={
          <div className="row small">
            <Tier tier={s.tier} />
            <span className="badge">{t.stages[s.stage] ?? s.stage}</span>
            {s.ring && (
              <Link to="/w/$workspace/rings/$id" params={{ workspace, id: s.ring }}>
                {t.rings.ring}
              </Link>
            )}
            <Actions s={s} />
          </div>
        }
      >
        {s.names.join(" · ") || s.id}
      </Title>
      {s.reason && <p className="summary">{s.reason}</p>}
      <div className="columns">
        <Card title={t.subjects.rules} bare>
          {(s.findings ?? []).filter((f) => f.outcome === "hit").length === 0 && <Empty title={t.evidence.none} />}
          {(s.findings ?? [])
            .filter((f) => f.outcome === "hit")
            .map((f, i) => (
              <article key={i} className="finding">
                <header>
                  <h3>
                    <Link to="/w/$workspace/rules/$id" params={{ workspace, id: f.rule }}>
                      {f.title}
                    </Link>
                  </h3>
                  <Strength strength={f.strength} />
                </header>
                <p className="small">{f.hidden ? t.evidence.hidden : f.sentence}</p>
              </article>
            ))}
          <p className="body muted small">{t.subjects.clear(s.clear)}</p>
        </Card>
        <div className="stack">
          {s.ask.length > 0 && (
            <Card title={t.subjects.ask}>
              <ul>
                {[...new Set(s.ask)].map((x) => (
                  <li key={x}>{x}</li>
                ))}
              </ul>
            </Card>
          )}
          <Card title={t.subjects.keys}>
            <ul className="plain mono small">
              {[...s.keys.candidate_ids, ...s.keys.employee_ids, ...s.keys.emails].map((k) => (
                <li key={k}>{k}</li>
              ))}
            </ul>
          </Card>
        </div>
      </div>
      <Links id={s.id} />
    </div>
  );
}

function Links({ id }: { id: string }) {
  const t = useWords();
  const may = useMay("subjects.read");
  const got = useRead(["subject", id, "links"], (api, signal) => api.GET("/subjects/{id}/links", { params: { path: { id } }, signal }), { enabled: may });
  if (!may) return null;
  return (
    <Card title={t.subjects.links} bare>
      {got.error && <Trouble error={got.error} />}
      {got.isPending && (
        <div className="body">
          <Skeleton />
        </div>
      )}
      {got.data?.links.length === 0 && <p className="body muted">{t.subjects.noLinks}</p>}
      {got.data && got.data.links.length > 0 && <LinkTable links={got.data.links} people={got.data.people} core={[]} />}
    </Card>
  );
}

function Actions({ s }: { s: Subject }) {
  const t = useWords();
  const { workspace } = useApi();
  const navigate = useNavigate();
  const say = useSay();
  const work = useMay("cases.write");
  const copy = useMay("subjects.export");
  const erase = useMay("subjects.erase");
  const [asking, setAsking] = useState<"open" | "erase" | null>(null);
  const [reason, setReason] = useState("");
  const open = useChange((api, _: void) => api.POST("/cases", { body: { subject: s.id, reason } }), [["cases"]], (c) => void navigate({ to: "/w/$workspace/cases/$id", params: { workspace, id: c.id } }));
  const gone = useChange((api, _: void) => api.POST("/subjects/{id}/erase", { params: { path: { id: s.id } }, body: { reason } }), [["subjects"], ["cases"]], () => {
    say(t.subjects.erased);
    void navigate({ to: "/w/$workspace/subjects", params: { workspace } });
  });
  const give = useChange((api, _: void) => api.POST("/subjects/{id}/export", { params: { path: { id: s.id } } }), [], (data) => download(`daylight-${s.id}.json`, JSON.stringify(data, null, 2)));
  const busy = asking === "open" ? open : gone;
  return (
    <>
      {work && (
        <button type="button" className="button small" onClick={() => setAsking("open")}>
          {t.subjects.open}
        </button>
      )}
      {copy && (
        <button type="button" className="button small" title={t.subjects.exportWhy} onClick={() => give.mutate()}>
          {t.subjects.export}
        </button>
      )}
      {erase && (
        <button type="button" className="button small" onClick={() => setAsking("erase")}>
          {t.subjects.erase}
        </button>
      )}
      {asking && (
        <Dialog title={asking === "open" ? t.subjects.open : t.subjects.erase} close={() => setAsking(null)}>
          <form
            className="stack"
            onSubmit={(e) => {
              e.preventDefault();
              busy.mutate();
            }}
          >
            <p className="muted">{asking === "open" ? t.subjects.openWhy : t.subjects.eraseWhy}</p>
            <Field label={t.decision.reason}>{(a) => <textarea {...a} className="input" required value={reason} onChange={(e) => setReason(e.target.value)} />}</Field>
            <Trouble error={busy.error} />
            <div className="row end">
              <button type="button" className="button" onClick={() => setAsking(null)}>
                {t.common.cancel}
              </button>
              <button className="button primary" disabled={busy.isPending}>
                {asking === "open" ? t.subjects.open : t.subjects.erase}
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}

/** Hands a text to the browser as a file. */
export function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  a.click();
  URL.revokeObjectURL(url);
}
