// The second factor: nobody sees anything before one is enrolled.
import { useEffect, useState } from "react";
import { useChange } from "../api/use";
import { useWords } from "../i18n";
import { Field, Skeleton, Trouble } from "../ui/parts";
import { Door } from "./door";

export function Enrol() {
  const t = useWords();
  const [address, setAddress] = useState("");
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<string[] | null>(null);
  const begin = useChange((api, _: void) => api.POST("/account/totp"), [], (out) => setAddress(out.otpauth));
  const confirm = useChange((api, _: void) => api.POST("/account/totp/confirm", { body: { code } }), [], (out) => setCodes([...out.recovery_codes]));
  const start = begin.mutate;
  useEffect(() => start(), [start]);
  if (codes) return <Recovery codes={codes} />;
  return (
    <Door title={t.enrol.title}>
      <p className="muted">{t.enrol.why}</p>
      {address ? <Code address={address} /> : <Skeleton lines={4} />}
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          confirm.mutate();
        }}
      >
        <Field label={t.enrol.code}>
          {(a) => <input {...a} className="input" inputMode="numeric" autoComplete="one-time-code" required maxLength={16} value={code} onChange={(e) => setCode(e.target.value)} />}
        </Field>
        <Trouble error={begin.error ?? confirm.error} />
        <button className="button primary" disabled={!address || confirm.isPending}>
          {t.enrol.confirm}
        </button>
      </form>
    </Door>
  );
}

/** The secret as a picture for an authenticator, and as text beside it. */
function Code({ address }: { address: string }) {
  const t = useWords();
  const [rows, setRows] = useState<boolean[][] | null>(null);
  useEffect(() => {
    void import("uqr").then(({ encode }) => setRows(encode(address, { border: 2 }).data));
  }, [address]);
  const secret = new URL(address).searchParams.get("secret") ?? "";
  return (
    <div className="stack">
      {rows && (
        <svg viewBox={`0 0 ${rows.length} ${rows.length}`} width="200" height="200" role="img" aria-label={t.enrol.picture} shapeRendering="crispEdges">
          <rect width="100%" height="100%" fill="#fff" />
          <path fill="#000" d={rows.flatMap((r, y) => r.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : []))).join("")} />
        </svg>
      )}
      <p className="small">
        {t.enrol.text} <code>{secret.replace(/(.{4})/g, "$1 ")}</code>
      </p>
    </div>
  );
}

function Recovery({ codes }: { codes: readonly string[] }) {
  const t = useWords();
  return (
    <Door title={t.enrol.recovery}>
      <p className="muted">{t.enrol.recoveryWhy}</p>
      <ul className="plain mono">
        {codes.map((c) => (
          <li key={c}>{c}</li>
        ))}
      </ul>
      <button type="button" className="button primary" onClick={() => window.location.reload()}>
        {t.enrol.kept}
      </button>
    </Door>
  );
}
