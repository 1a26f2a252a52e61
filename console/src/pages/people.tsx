// Accounts, roles, what waits for a second admin, and tokens of programs.
import { useState } from "react";
import type { Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useMay } from "../api/session";
import { useChange, useRead } from "../api/use";
import { useWords } from "../i18n";
import { Card, Dialog, Field, Scroll, Skeleton, Title, Trouble, When } from "../ui/parts";
import { useSay } from "../ui/toast";

type User = Schemas["User"];
type Role = (typeof roles)[number];

const roles = ["recruiter", "hr", "security", "payroll", "counsel", "auditor", "admin"] as const;

export function People() {
  const t = useWords();
  return (
    <div className="stack">
      <Title>{t.people.title}</Title>
      <Proposals />
      <Accounts />
      <Tokens />
    </div>
  );
}

function Accounts() {
  const t = useWords();
  const may = useMay("people.write");
  const got = useRead(["users"], (api, signal) => api.GET("/users", { signal }));
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  return (
    <Card
      title={t.people.accounts}
      bare
      actions={
        may && (
          <button type="button" className="button small" onClick={() => setAdding(true)}>
            {t.people.add}
          </button>
        )
      }
    >
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && (
        <div className="body">
          <Skeleton />
        </div>
      )}
      {got.data && (
        <Scroll label={t.people.accounts}>
          <table className="grid-table">
            <thead>
              <tr>
                <th scope="col">{t.people.name}</th>
                <th scope="col">{t.people.login}</th>
                <th scope="col">{t.people.roles}</th>
                <th scope="col">{t.people.factor}</th>
                <th scope="col">{t.people.clients}</th>
                {may && (
                  <th scope="col">
                    <span className="hidden-visually">{t.common.go}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {got.data.users.map((u) => (
                <tr key={u.id}>
                  <th scope="row">{u.name}</th>
                  <td>{u.login}</td>
                  <td>
                    <Roles u={u} may={may} />
                  </td>
                  <td>{u.disabled_at ? t.people.disabled : u.has_factor ? t.people.enrolled : t.people.missing}</td>
                  <td>{u.clients.join(", ") || "–"}</td>
                  {may && (
                    <td>
                      <UserActions u={u} invited={setLink} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {adding && <AddUser close={() => setAdding(false)} invited={setLink} />}
      {link && <Invitation link={link} close={() => setLink(null)} />}
    </Card>
  );
}

function Roles({ u, may }: { u: User; may: boolean }) {
  const t = useWords();
  const say = useSay();
  const touches = [["users"], ["proposals"]];
  const give = useChange((api, role: Role) => api.PUT("/users/{id}/roles/{role}", { params: { path: { id: u.id, role } }, body: {} }), touches, (out) => say(out.given ? t.common.saved : t.people.proposed));
  const take = useChange((api, role: Role) => api.DELETE("/users/{id}/roles/{role}", { params: { path: { id: u.id, role } } }), touches);
  const held = u.roles.map((r) => r.role);
  return (
    <div className="row">
      {held.map((r) => (
        <span key={r} className="badge">
          {t.roles[r as (typeof roles)[number]] ?? r}
          {may && (
            <button type="button" className="button quiet small" style={{ minHeight: 24, padding: "0 6px" }} aria-label={`${t.people.take}: ${r}, ${u.name}`} onClick={() => take.mutate(r as Role)}>
              ×
            </button>
          )}
        </span>
      ))}
      {may && !u.disabled_at && (
        <select className="input" style={{ width: "auto" }} aria-label={`${t.people.give}: ${u.name}`} value="" onChange={(e) => give.mutate(e.target.value as Role)}>
          <option value="">{t.people.give}…</option>
          {roles
            .filter((r) => !held.includes(r))
            .map((r) => (
              <option key={r} value={r}>
                {t.roles[r]}
              </option>
            ))}
        </select>
      )}
      <Trouble error={give.error ?? take.error} />
    </div>
  );
}

function UserActions({ u, invited }: { u: User; invited: (token: string) => void }) {
  const t = useWords();
  const say = useSay();
  const at = { params: { path: { id: u.id } } };
  const invite = useChange((api, _: void) => api.POST("/users/{id}/invitation", at), [], (out) => invited(out.token));
  const shut = useChange((api, _: void) => api.POST("/users/{id}/disable", at), [["users"]]);
  const open = useChange((api, _: void) => api.POST("/users/{id}/enable", at), [["users"]]);
  const reset = useChange((api, why: string) => api.POST("/users/{id}/reset", { ...at, body: { reason: why } }), [["proposals"]], () => say(t.people.proposed));
  return (
    <div className="row">
      {!u.disabled_at && !u.has_factor && (
        <button type="button" className="button small" onClick={() => invite.mutate()}>
          {t.people.invite}
        </button>
      )}
      {!u.disabled_at && u.has_factor && (
        <button type="button" className="button small" onClick={() => reset.mutate(t.people.lost)}>
          {t.people.reset}
        </button>
      )}
      <button type="button" className="button small" onClick={() => (u.disabled_at ? open : shut).mutate()}>
        {u.disabled_at ? t.people.enable : t.people.disable}
      </button>
      <Trouble error={invite.error ?? shut.error ?? open.error ?? reset.error} />
    </div>
  );
}

function AddUser({ close, invited }: { close: () => void; invited: (token: string) => void }) {
  const t = useWords();
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [clients, setClients] = useState("");
  const invite = useChange((api, id: string) => api.POST("/users/{id}/invitation", { params: { path: { id } } }), [], (out) => {
    close();
    invited(out.token);
  });
  const list = clients.split(",").map((x) => x.trim()).filter(Boolean);
  const add = useChange((api, _: void) => api.POST("/users", { body: { name, login, ...(list.length > 0 && { clients: list }) } }), [["users"]], (u) => invite.mutate(u.id));
  return (
    <Dialog title={t.people.add} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          add.mutate();
        }}
      >
        <Field label={t.people.name}>{(a) => <input {...a} className="input" required maxLength={200} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <Field label={t.people.login}>{(a) => <input {...a} className="input" required maxLength={254} value={login} onChange={(e) => setLogin(e.target.value)} />}</Field>
        <Field label={t.people.clients} hint={t.people.clientsHint}>
          {(a) => <input {...a} className="input" value={clients} onChange={(e) => setClients(e.target.value)} />}
        </Field>
        <p className="muted small">{t.people.giveWhy}</p>
        <Trouble error={add.error ?? invite.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary">{t.people.add}</button>
        </div>
      </form>
    </Dialog>
  );
}

function Invitation({ link, close }: { link: string; close: () => void }) {
  const t = useWords();
  const { workspace } = useApi();
  const [copied, setCopied] = useState(false);
  const address = `${window.location.origin}/w/${workspace}#invite=${link}`;
  return (
    <Dialog title={t.people.invite} close={close}>
      <p>{t.people.inviteWhy}</p>
      <p style={{ overflowWrap: "anywhere" }}>
        <code>{address}</code>
      </p>
      <div className="row end">
        <button type="button" className="button" onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}>
          {copied ? t.common.copied : t.common.copy}
        </button>
        <button type="button" className="button primary" onClick={close}>
          {t.common.close}
        </button>
      </div>
    </Dialog>
  );
}

function Proposals() {
  const t = useWords();
  const may = useMay("people.write");
  const got = useRead(["proposals"], (api, signal) => api.GET("/proposals", { signal }));
  const users = useRead(["users"], (api, signal) => api.GET("/users", { signal }));
  const [link, setLink] = useState<string | null>(null);
  const agree = useChange((api, id: string) => api.POST("/proposals/{id}/agree", { params: { path: { id } } }), [["proposals"], ["users"]], (out) => out.token && setLink(out.token));
  const name = (id: string) => users.data?.users.find((u) => u.id === id)?.name ?? id;
  if (!got.data?.proposals.length && !link) return null;
  return (
    <Card title={t.people.proposals} bare>
      <Scroll label={t.people.proposals}>
        <table className="grid-table">
          <tbody>
            {got.data?.proposals.map((p) => (
              <tr key={p.id}>
                <th scope="row">{name(p.user)}</th>
                <td>{p.role ? (t.roles[p.role as (typeof roles)[number]] ?? p.role) : p.what}</td>
                <td className="muted small">
                  {name(p.by)}, <When at={p.at} /> {p.reason}
                </td>
                <td>
                  {may && (
                    <button type="button" className="button small" onClick={() => agree.mutate(p.id)}>
                      {t.people.agree}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Trouble error={agree.error} />
      {link && <Invitation link={link} close={() => setLink(null)} />}
    </Card>
  );
}

const scopes = ["records.write", "sources.read", "cases.read", "subjects.read", "rules.read", "overview.read", "audit.read"] as const;

function Tokens() {
  const t = useWords();
  const may = useMay("tokens.write");
  const got = useRead(["tokens"], (api, signal) => api.GET("/tokens", { signal }));
  const [making, setMaking] = useState(false);
  const end = useChange((api, id: string) => api.DELETE("/tokens/{id}", { params: { path: { id } } }), [["tokens"]]);
  return (
    <Card
      title={t.people.tokens}
      bare
      actions={
        may && (
          <button type="button" className="button small" onClick={() => setMaking(true)}>
            {t.people.token}
          </button>
        )
      }
    >
      {got.error && <Trouble error={got.error} />}
      {got.data?.tokens.length === 0 && <p className="body muted">{t.people.none}</p>}
      {got.data && got.data.tokens.length > 0 && (
        <Scroll label={t.people.tokens}>
          <table className="grid-table">
            <thead>
              <tr>
                <th scope="col">{t.people.name}</th>
                <th scope="col">{t.people.scopes}</th>
                <th scope="col">{t.people.expires}</th>
                <th scope="col">{t.people.seen}</th>
                <th scope="col">
                  <span className="hidden-visually">{t.people.revoke}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {got.data.tokens.map((x) => (
                <tr key={x.id}>
                  <th scope="row">{x.name}</th>
                  <td className="small">{x.scopes.join(", ")}</td>
                  <td>
                    <When at={x.expires_at} day />
                  </td>
                  <td>
                    <When at={x.seen_at} />
                  </td>
                  <td>
                    {x.revoked_at ? (
                      t.people.revoked
                    ) : may ? (
                      <button type="button" className="button small" onClick={() => end.mutate(x.id)}>
                        {t.people.revoke}
                      </button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Trouble error={end.error} />
      {making && <MakeToken close={() => setMaking(false)} />}
    </Card>
  );
}

function MakeToken({ close }: { close: () => void }) {
  const t = useWords();
  const [name, setName] = useState("");
  const [days, setDays] = useState(90);
  const [chosen, setChosen] = useState<readonly string[]>(["records.write"]);
  const [secret, setSecret] = useState("");
  const make = useChange((api, _: void) => api.POST("/tokens", { body: { name, days, scopes: [...chosen] } }), [["tokens"]], (out) => setSecret(out.secret));
  if (secret)
    return (
      <Dialog title={t.people.token} close={close}>
        <p>{t.people.tokenOnce}</p>
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
    <Dialog title={t.people.token} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          make.mutate();
        }}
      >
        <Field label={t.people.name}>{(a) => <input {...a} className="input" required maxLength={120} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <Field label={t.people.days}>{(a) => <input {...a} className="input" type="number" min={1} max={365} required value={days} onChange={(e) => setDays(Number(e.target.value))} />}</Field>
        <fieldset className="stack" style={{ gap: 4 }}>
          <legend>
            <strong>{t.people.scopes}</strong>
          </legend>
          {scopes.map((s) => (
            <label key={s} className="choice">
              <input type="checkbox" checked={chosen.includes(s)} onChange={(e) => setChosen(e.target.checked ? [...chosen, s] : chosen.filter((x) => x !== s))} />
              <code>{s}</code>
            </label>
          ))}
        </fieldset>
        <Trouble error={make.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary" disabled={chosen.length === 0}>
            {t.people.token}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
