// One's own account: where one is signed in, password, second factor.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { take } from "../api/client";
import { useApi } from "../api/context";
import { useMe } from "../api/session";
import { useChange, useRead } from "../api/use";
import { useWords } from "../i18n";
import { Enrol } from "../shell/enrol";
import { canUsePasskeys, makePasskey } from "../shell/passkey";
import { Card, Field, Scroll, Title, Trouble, When } from "../ui/parts";
import { useSay } from "../ui/toast";

export function Account() {
  const t = useWords();
  const me = useMe();
  const [again, setAgain] = useState(false);
  if (again) return <Enrol />;
  return (
    <div className="stack">
      <Title actions={<span className="muted">{me.data?.roles.map((r) => t.roles[r as keyof typeof t.roles] ?? r).join(", ")}</span>}>{t.account.title}</Title>
      <Sessions />
      {canUsePasskeys() && <Passkeys />}
      <div className="columns">
        <Password />
        <Card title={t.account.totp}>
          <button type="button" className="button" onClick={() => setAgain(true)}>
            {t.account.totpNew}
          </button>
        </Card>
      </div>
    </div>
  );
}

function Sessions() {
  const t = useWords();
  const got = useRead(["own-sessions"], (api, signal) => api.GET("/account/sessions", { signal }));
  const end = useChange((api, id: string) => api.DELETE("/account/sessions/{id}", { params: { path: { id } } }), [["own-sessions"]]);
  return (
    <Card title={t.account.sessions} bare>
      <Trouble error={got.error ?? end.error} />
      {got.data && (
        <Scroll label={t.account.sessions}>
          <table className="grid-table">
            <thead>
              <tr>
                <th scope="col">{t.account.browser}</th>
                <th scope="col">{t.account.since}</th>
                <th scope="col">{t.account.used}</th>
                <th scope="col">
                  <span className="hidden-visually">{t.account.end}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {got.data.sessions.map((s) => (
                <tr key={s.id}>
                  <td>
                    {s.browser} {s.this_one && <span className="badge">{t.account.this}</span>}
                  </td>
                  <td>
                    <When at={s.made_at} />
                  </td>
                  <td>
                    <When at={s.seen_at} />
                  </td>
                  <td>
                    {!s.this_one && (
                      <button type="button" className="button small" onClick={() => end.mutate(s.id)}>
                        {t.account.end}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Card>
  );
}

function Passkeys() {
  const t = useWords();
  const say = useSay();
  const { api, workspace } = useApi();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const ways = useRead(["ways"], (api, signal) => api.GET("/session/ways", { signal }));
  const got = useRead(["own-passkeys"], (api, signal) => api.GET("/account/passkeys", { signal }), { enabled: ways.data?.passkey ?? false });
  const add = useMutation({
    mutationFn: async () => {
      const begun = await take(api.POST("/account/passkeys/options"));
      const answer = await makePasskey(begun.options);
      return answer && take(api.POST("/account/passkeys", { body: { id: begun.id, name, answer } }));
    },
    onSuccess: (made) => {
      if (!made) return;
      setName("");
      say(t.common.saved);
      void client.invalidateQueries({ queryKey: [workspace, "own-passkeys"] });
    },
  });
  const drop = useChange((api, id: string) => api.DELETE("/account/passkeys/{id}", { params: { path: { id } } }), [["own-passkeys"], ["me"]]);
  if (!ways.data?.passkey) return null;
  return (
    <Card title={t.account.passkeys}>
      <div className="stack">
        <Trouble error={got.error ?? add.error ?? drop.error} />
        {got.data?.passkeys.map((k) => (
          <div key={k.id} className="row">
            <strong>{k.name}</strong>
            <span className="muted small">
              <When at={k.created_at} day />
            </span>
            <button type="button" className="button small" onClick={() => drop.mutate(k.id)}>
              {t.common.remove}
            </button>
          </div>
        ))}
        <form
          className="row"
          onSubmit={(e) => {
            e.preventDefault();
            add.mutate();
          }}
        >
          <input className="input" style={{ maxWidth: 280 }} required maxLength={60} aria-label={t.account.passkeyName} placeholder={t.account.passkeyName} value={name} onChange={(e) => setName(e.target.value)} />
          <button className="button" disabled={add.isPending}>
            {t.account.passkeyAdd}
          </button>
        </form>
      </div>
    </Card>
  );
}

function Password() {
  const t = useWords();
  const say = useSay();
  const { workspace } = useApi();
  const client = useQueryClient();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const change = useChange((api, _: void) => api.PUT("/account/password", { body: { old, new: fresh } }), [], () => {
    say(t.account.changed);
    client.setQueryData([workspace, "me"], null);
  });
  return (
    <Card title={t.account.password}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          change.mutate();
        }}
      >
        <Field label={t.account.old}>{(a) => <input {...a} className="input" type="password" autoComplete="current-password" required value={old} onChange={(e) => setOld(e.target.value)} />}</Field>
        <Field label={t.door.newPassword} hint={t.door.passwordHint}>
          {(a) => <input {...a} className="input" type="password" autoComplete="new-password" required minLength={12} value={fresh} onChange={(e) => setFresh(e.target.value)} />}
        </Field>
        <Trouble error={change.error} />
        <div>
          <button className="button" disabled={change.isPending}>
            {t.account.change}
          </button>
        </div>
      </form>
    </Card>
  );
}
