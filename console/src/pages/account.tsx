// One's own account: where one is signed in, password, second factor.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../api/context";
import { useMe } from "../api/session";
import { useChange, useRead } from "../api/use";
import { useWords } from "../i18n";
import { Enrol } from "../shell/enrol";
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
