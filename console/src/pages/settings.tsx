// What holds in the workspace, and who may change it.
import { useState } from "react";
import type { Schemas } from "../api/client";
import { useMay } from "../api/session";
import { useChange, useRead, useReadTagged } from "../api/use";
import { useWords } from "../i18n";
import { Card, Dialog, Field, Scroll, Skeleton, Tabs, Title, Trouble, When } from "../ui/parts";
import { useSay } from "../ui/toast";

type Part = "general" | "waiting" | "retention" | "texts" | "endpoints";

export function Settings() {
  const t = useWords();
  const [part, setPart] = useState<Part>("general");
  const tabs = [
    { id: "general", title: t.settings.general },
    { id: "waiting", title: t.settings.jurisdictions },
    { id: "retention", title: t.settings.retention },
    { id: "texts", title: t.settings.templates },
    { id: "endpoints", title: t.settings.endpoints },
  ] as const;
  return (
    <div className="stack">
      <Title>{t.settings.title}</Title>
      <Tabs tabs={tabs} at={part} go={setPart} label={t.settings.title} />
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${part}`} className="stack">
        {part === "general" && <General />}
        {part === "waiting" && <Waiting />}
        {part === "retention" && <Retention />}
        {part === "texts" && <Texts />}
        {part === "endpoints" && <Endpoints />}
      </div>
    </div>
  );
}

function useWorkflow() {
  return useRead(["settings", "workflow"], (api, signal) => api.GET("/settings/workflow", { signal }));
}

function General() {
  const got = useReadTagged(["settings", "general"], (api, signal) => api.GET("/settings", { signal }));
  if (got.error) return <Trouble error={got.error} again={() => void got.refetch()} />;
  if (!got.data) return <Skeleton lines={6} />;
  return <GeneralForm now={got.data.body} tag={got.data.tag} key={got.data.tag} />;
}

const split = (s: string) => s.split(",").map((x) => x.trim()).filter(Boolean);

function GeneralForm({ now, tag }: { now: Schemas["SettingsOutBody"]; tag: string }) {
  const t = useWords();
  const say = useSay();
  const may = useMay("settings.write");
  const [name, setName] = useState(now.name);
  const [region, setRegion] = useState(now.region);
  const [console, setConsole] = useState(now.console);
  const [domains, setDomains] = useState(now.mail_domains.join(", "));
  const [clients, setClients] = useState(now.clients.join(", "));
  const [silence, setSilence] = useState(now.silence_factor);
  const save = useChange(
    (api, _: void) => api.PUT("/settings", { params: { header: { "If-Match": tag } }, body: { name, region, console, mail_domains: split(domains), clients: split(clients), silence_factor: silence } }),
    [["settings"]],
    () => say(t.common.saved),
  );
  const pinned = (key: string) => now.read_only.includes(key);
  const text = (key: string, label: string, value: string, set: (s: string) => void, hint?: string) => (
    <Field label={label} hint={pinned(key) ? t.settings.pinned : hint}>
      {(a) => <input {...a} className="input" disabled={!may || pinned(key)} value={value} onChange={(e) => set(e.target.value)} />}
    </Field>
  );
  return (
    <Card title={t.settings.general}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          save.mutate();
        }}
      >
        {text("name", t.settings.name, name, setName)}
        {text("region", t.settings.region, region, setRegion, t.settings.regionHint)}
        {text("console", t.settings.console, console, setConsole, t.settings.consoleHint)}
        {text("mail_domains", t.settings.domains, domains, setDomains, t.settings.list)}
        {text("clients", t.settings.clients, clients, setClients, t.settings.list)}
        <Field label={t.settings.silence} hint={t.settings.silenceHint}>
          {(a) => <input {...a} className="input" type="number" step="0.5" min={0} max={30} disabled={!may || pinned("silence_factor")} value={silence} onChange={(e) => setSilence(Number(e.target.value))} />}
        </Field>
        <Trouble error={save.error} />
        {may && (
          <div className="row end">
            <button className="button primary" disabled={save.isPending}>
              {t.common.save}
            </button>
          </div>
        )}
      </form>
    </Card>
  );
}

function Waiting() {
  const t = useWords();
  const got = useWorkflow();
  if (got.error) return <Trouble error={got.error} />;
  if (!got.data) return <Skeleton lines={6} />;
  return (
    <Card title={t.settings.jurisdictions} bare>
      <p className="body muted">{t.settings.jurisdictionsWhy}</p>
      <Scroll label={t.settings.jurisdictions}>
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">{t.extras.jurisdiction}</th>
              <th scope="col" className="number">
                {t.settings.days}
              </th>
              <th scope="col">{t.settings.basis}</th>
              <th scope="col">{t.evidence.source}</th>
            </tr>
          </thead>
          <tbody>
            {got.data.waiting_periods.map((w) => (
              <tr key={w.id}>
                <th scope="row">{w.title}</th>
                <td className="number">
                  {w.days} {w.business_days && <span className="muted small">{t.settings.business}</span>}
                </td>
                <td>
                  {t.settings.bases[w.basis]} {w.own && <span className="badge">{t.settings.own}</span>}
                </td>
                <td className="small">{w.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

function Retention() {
  const t = useWords();
  const got = useWorkflow();
  if (got.error) return <Trouble error={got.error} />;
  if (!got.data) return <Skeleton lines={6} />;
  return (
    <Card title={t.settings.retention} bare>
      <Scroll label={t.settings.retention}>
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">{t.seen.outcome}</th>
              <th scope="col">{t.extras.jurisdiction}</th>
              <th scope="col" className="number">
                {t.settings.whole}
              </th>
              <th scope="col" className="number">
                {t.settings.keyed}
              </th>
              <th scope="col">{t.evidence.source}</th>
            </tr>
          </thead>
          <tbody>
            {got.data.retention.map((r, i) => (
              <tr key={i}>
                <th scope="row">{t.outcomes[r.outcome as keyof typeof t.outcomes] ?? r.outcome}</th>
                <td>{r.jurisdiction || t.queue.any}</td>
                <td className="number">{r.case_days}</td>
                <td className="number">{r.keyed_days}</td>
                <td className="small">
                  {r.source} {r.own && <span className="badge">{t.settings.own}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

function Texts() {
  const t = useWords();
  const got = useRead(["policy"], (api, signal) => api.GET("/policy", { signal }));
  if (got.error) return <Trouble error={got.error} />;
  if (!got.data) return <Skeleton lines={6} />;
  return (
    <div className="stack">
      {got.data.templates.map((x) => (
        <Card key={x.id} title={x.title} actions={<span className="badge">{t.stages[x.stage as keyof typeof t.stages] ?? x.stage}</span>}>
          <p style={{ whiteSpace: "pre-wrap" }}>{x.text}</p>
        </Card>
      ))}
    </div>
  );
}

function Endpoints() {
  const t = useWords();
  const may = useMay("webhooks.write");
  const [adding, setAdding] = useState(false);
  const got = useRead(["endpoints"], (api, signal) => api.GET("/endpoints", { signal }), { enabled: may });
  const test = useChange((api, id: string) => api.POST("/endpoints/{id}/test", { params: { path: { id } } }), [["deliveries"]]);
  const drop = useChange((api, id: string) => api.DELETE("/endpoints/{id}", { params: { path: { id } } }), [["endpoints"]]);
  if (!may) return <p className="muted">{t.problems["forbidden"]}</p>;
  return (
    <>
      <Card
        title={t.settings.endpoints}
        bare
        actions={
          <button type="button" className="button small" onClick={() => setAdding(true)}>
            {t.settings.addEndpoint}
          </button>
        }
      >
        <Trouble error={got.error ?? test.error ?? drop.error} />
        {got.data?.endpoints.length === 0 && <p className="body muted">{t.settings.noEndpoint}</p>}
        {got.data && got.data.endpoints.length > 0 && (
          <Scroll label={t.settings.endpoints}>
            <table className="grid-table">
              <tbody>
                {got.data.endpoints.map((e) => (
                  <tr key={e.id}>
                    <th scope="row">{e.name}</th>
                    <td>{e.kind}</td>
                    <td className="small">{e.where}</td>
                    <td>{e.enabled ? t.rules.on : t.rules.off}</td>
                    <td className="row">
                      <button type="button" className="button small" onClick={() => test.mutate(e.id)}>
                        {t.settings.test}
                      </button>
                      <button type="button" className="button small" onClick={() => drop.mutate(e.id)}>
                        {t.common.remove}
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Card>
      <Deliveries />
      {adding && <AddEndpoint types={got.data?.types ?? []} close={() => setAdding(false)} />}
    </>
  );
}

function Deliveries() {
  const t = useWords();
  const got = useRead(["deliveries"], (api, signal) => api.GET("/deliveries", { params: { query: { limit: 50 } }, signal }), { every: 15_000 });
  const again = useChange((api, id: string) => api.POST("/deliveries/{id}/redeliver", { params: { path: { id } } }), [["deliveries"]]);
  if (!got.data?.deliveries.length) return null;
  return (
    <Card title={t.settings.deliveries} bare>
      <Trouble error={again.error} />
      <Scroll label={t.settings.deliveries}>
        <table className="grid-table small">
          <tbody>
            {got.data.deliveries.map((d) => (
              <tr key={d.id}>
                <td>
                  <When at={d.created_at} />
                </td>
                <td>{d.type}</td>
                <td>{t.settings.deliveryStates[d.state]}</td>
                <td className="number">{d.attempts}</td>
                <td>
                  {d.state !== "pending" && (
                    <button type="button" className="button small" onClick={() => again.mutate(d.id)}>
                      {t.settings.again}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}

function AddEndpoint({ types, close }: { types: readonly string[]; close: () => void }) {
  const t = useWords();
  const [kind, setKind] = useState<"webhook" | "slack" | "mail">("webhook");
  const [name, setName] = useState("");
  const [where, setWhere] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [secret, setSecret] = useState("");
  const make = useChange(
    (api, _: void) => api.POST("/endpoints", { body: { kind, name, enabled: true, ...(kind === "mail" ? { address: where } : { url: where }), ...(chosen.length > 0 && { types: [...chosen] }) } }),
    [["endpoints"]],
    (out) => (out.secret ? setSecret(out.secret) : close()),
  );
  if (secret)
    return (
      <Dialog title={t.settings.addEndpoint} close={close}>
        <p>{t.settings.secretOnce}</p>
        <p style={{ overflowWrap: "anywhere" }}>
          <code>{secret}</code>
        </p>
        <div className="row end">
          <button type="button" className="button primary" onClick={close}>
            {t.common.close}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t.settings.addEndpoint} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          make.mutate();
        }}
      >
        <Field label={t.queue.kind}>
          {(a) => (
            <select {...a} className="input" value={kind} onChange={(e) => setKind(e.target.value as typeof kind)}>
              <option value="webhook">Webhook</option>
              <option value="slack">Slack</option>
              <option value="mail">{t.disputes.mail}</option>
            </select>
          )}
        </Field>
        <Field label={t.people.name}>{(a) => <input {...a} className="input" required maxLength={120} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <Field label={kind === "mail" ? t.disputes.contact : "URL"}>{(a) => <input {...a} className="input" type={kind === "mail" ? "email" : "url"} required value={where} onChange={(e) => setWhere(e.target.value)} />}</Field>
        <fieldset className="stack" style={{ gap: 4 }}>
          <legend>
            <strong>{t.settings.events}</strong> <span className="muted small">{t.settings.eventsAll}</span>
          </legend>
          {types.map((x) => (
            <label key={x} className="choice">
              <input type="checkbox" checked={chosen.includes(x)} onChange={(e) => setChosen(e.target.checked ? [...chosen, x] : chosen.filter((y) => y !== x))} />
              <code>{x}</code>
            </label>
          ))}
        </fieldset>
        <Trouble error={make.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary">{t.settings.addEndpoint}</button>
        </div>
      </form>
    </Dialog>
  );
}
