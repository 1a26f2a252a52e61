import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useWords } from "../i18n";
import { Field } from "../ui/parts";
import { useTheme } from "../ui/theme";
import { Door } from "./door";
import { Demo } from "./demo";
import { fragment } from "./fragment";

/** The page without a workspace: asks which, and remembers it. */
export function Start() {
  const t = useWords();
  const navigate = useNavigate();
  useTheme();
  const [name, setName] = useState("");
  const [demo] = useState(() => fragment("demo"));
  useEffect(() => {
    const last = localStorage.getItem("daylight.workspace");
    if (last && !demo) void navigate({ to: "/w/$workspace/queue", params: { workspace: last }, replace: true });
  }, [demo, navigate]);
  if (demo) return <Demo secret={demo} />;
  return (
    <Door title={t.door.which}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (name.trim()) void navigate({ to: "/w/$workspace/queue", params: { workspace: name.trim() } });
        }}
      >
        <Field label={t.door.workspace} hint={t.door.workspaceHint}>
          {(a) => <input {...a} className="input" required maxLength={64} value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <button className="button primary">{t.common.go}</button>
      </form>
    </Door>
  );
}
