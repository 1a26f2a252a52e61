import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { take } from "../api/client";
import { useApi } from "../api/context";
import type { Me } from "../api/session";
import { useChange, useRead } from "../api/use";
import { useWords } from "../i18n";
import { Dialog, Field, Trouble } from "../ui/parts";
import { Door } from "./door";
import { fragment } from "./fragment";
import { canUsePasskeys, provePasskey } from "./passkey";

/** The door of a workspace: sign in, or take up a setup link or an invitation. */
export function SignIn() {
  const t = useWords();
  const [setup, setSetup] = useState(() => fragment("setup"));
  const [invite, setInvite] = useState(() => fragment("invite"));
  if (setup) return <SetUp token={setup} done={() => setSetup(null)} />;
  if (invite) return <Invited token={invite} done={() => setInvite(null)} />;
  return (
    <Door title={t.door.signIn}>
      <SignInForm />
    </Door>
  );
}

export function SignInForm({ done }: { done?: () => void }) {
  const t = useWords();
  const { api, workspace } = useApi();
  const client = useQueryClient();
  const ways = useRead(["ways"], (api, signal) => api.GET("/session/ways", { signal }));
  const entered = (me: Me) => {
    client.setQueryData([workspace, "me"], me);
    done?.();
  };
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const refusal = fragment("sign-in"); // of the identity provider
  const enter = useChange(
    (api, _: void) => api.POST("/session", { body: { login, password, ...(code && { code }) } }),
    [],
    entered,
  );
  const passkey = useMutation({
    mutationFn: async () => {
      const begun = await take(api.POST("/session/passkey/options", { body: login ? { login } : {} }));
      const answer = await provePasskey(begun.options);
      return answer && take(api.POST("/session/passkey", { body: { id: begun.id, answer } }));
    },
    onSuccess: (me) => me && entered(me),
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    enter.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Field label={t.door.login}>
        {(a) => <input {...a} className="input" type="text" autoComplete="username" required maxLength={254} value={login} onChange={(e) => setLogin(e.target.value)} />}
      </Field>
      <Field label={t.door.password}>
        {(a) => <input {...a} className="input" type="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} />}
      </Field>
      <Field label={t.door.code} hint={t.door.codeHint}>
        {(a) => <input {...a} className="input" inputMode="numeric" autoComplete="one-time-code" maxLength={64} value={code} onChange={(e) => setCode(e.target.value)} />}
      </Field>
      <Trouble error={enter.error ?? passkey.error} />
      {refusal && !enter.error && (
        <p role="alert" className="notice bad">
          {t.door.provider[refusal as keyof typeof t.door.provider] ?? t.door.provider.refused}
        </p>
      )}
      <button className="button primary" disabled={enter.isPending}>
        {t.door.enter}
      </button>
      {ways.data?.passkey && canUsePasskeys() && (
        <button type="button" className="button" disabled={passkey.isPending} onClick={() => passkey.mutate()}>
          {t.door.passkey}
        </button>
      )}
      {ways.data?.provider && (
        <a className="button" href={`/v1/workspaces/${encodeURIComponent(workspace)}/session/provider?return_to=${encodeURIComponent(window.location.pathname)}`}>
          {t.door.company}
        </a>
      )}
    </form>
  );
}

/** Shown over a page whose session has ended: what was typed below is kept. */
export function SignInAgain({ close }: { close: () => void }) {
  const t = useWords();
  return (
    <Dialog title={t.door.again} close={close}>
      <p className="muted">{t.door.againWhy}</p>
      <SignInForm done={close} />
    </Dialog>
  );
}

function PasswordField({ value, set }: { value: string; set: (s: string) => void }) {
  const t = useWords();
  return (
    <Field label={t.door.newPassword} hint={t.door.passwordHint}>
      {(a) => <input {...a} className="input" type="password" autoComplete="new-password" required minLength={12} maxLength={1024} value={value} onChange={(e) => set(e.target.value)} />}
    </Field>
  );
}

function SetUp({ token, done }: { token: string; done: () => void }) {
  const t = useWords();
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const make = useChange((api, _: void) => api.POST("/setup", { body: { token, login, name, password } }), [], done);
  return (
    <Door title={t.door.setup}>
      <p className="muted">{t.door.setupWhy}</p>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          make.mutate();
        }}
      >
        <Field label={t.door.name}>{(a) => <input {...a} className="input" autoComplete="name" required maxLength={200} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <Field label={t.door.login}>{(a) => <input {...a} className="input" autoComplete="username" required maxLength={254} value={login} onChange={(e) => setLogin(e.target.value)} />}</Field>
        <PasswordField value={password} set={setPassword} />
        <Trouble error={make.error} />
        <button className="button primary" disabled={make.isPending}>
          {t.door.make}
        </button>
      </form>
    </Door>
  );
}

function Invited({ token, done }: { token: string; done: () => void }) {
  const t = useWords();
  const [password, setPassword] = useState("");
  const redeem = useChange((api, _: void) => api.POST("/invitation", { body: { token, password } }), [], done);
  return (
    <Door title={t.door.invited}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          redeem.mutate();
        }}
      >
        <PasswordField value={password} set={setPassword} />
        <Trouble error={redeem.error} />
        <button className="button primary" disabled={redeem.isPending}>
          {t.door.make}
        </button>
      </form>
    </Door>
  );
}
