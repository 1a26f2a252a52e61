// Switching a rule: for everybody, or for all candidates of a job, never for a person.
import { useState } from "react";
import { useMay } from "../api/session";
import { useChange, useReadTagged } from "../api/use";
import type { Schemas } from "../api/client";
import { useWords } from "../i18n";
import { Card, Field, Trouble } from "../ui/parts";
import { useSay } from "../ui/toast";

export function RuleSwitch({ rule }: { rule: Schemas["Rule"] }) {
  const t = useWords();
  const may = useMay("rules.write");
  const got = useReadTagged(["rule-settings"], (api, signal) => api.GET("/settings/rules", { signal }));
  const set = got.data?.body.rules[rule.id] ?? { enabled: rule.enabled, off_for: rule.off_for, why: "" };
  if (!got.data) return null;
  return (
    <Card title={t.rules.switch}>
      <div className="stack">
        <p>
          {set.enabled ? t.rules.isOn : t.rules.isOff}
          {set.enabled && set.off_for.length > 0 && ` ${t.rules.offFor(set.off_for.join(", "))}`}
        </p>
        {set.why && <p className="muted">{set.why}</p>}
        {rule.read_only && <p className="muted small">{t.settings.pinned}</p>}
        {may && !rule.read_only && <Form key={got.data.tag} id={rule.id} was={set} tag={got.data.tag} />}
      </div>
    </Card>
  );
}

function Form({ id, was, tag }: { id: string; was: Schemas["RuleSettings"]; tag: string }) {
  const t = useWords();
  const say = useSay();
  const [enabled, setEnabled] = useState(was.enabled);
  const [jobs, setJobs] = useState(was.off_for.join("\n"));
  const [why, setWhy] = useState("");
  const offFor = jobs
    .split("\n")
    .map((j) => j.trim())
    .filter(Boolean);
  const changed = enabled !== was.enabled || offFor.join("\n") !== was.off_for.join("\n");
  const send = useChange(
    (api, _: void) => api.PUT("/settings/rules/{id}", { params: { path: { id }, header: { "If-Match": tag } }, body: { enabled, off_for: offFor, why } }),
    [["rules"], ["rule-settings"], ["cases"], ["subjects"]],
    () => say(t.rules.judgedAnew),
  );
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        send.mutate();
      }}
    >
      <label className="choice">
        <input type="checkbox" checked={enabled} onChange={(e) => setEnabled(e.target.checked)} />
        <span>{t.rules.onForAll}</span>
      </label>
      {enabled && (
        <Field label={t.rules.offForJobs} hint={t.rules.offForHint}>
          {(a) => <textarea {...a} className="input" rows={2} value={jobs} onChange={(e) => setJobs(e.target.value)} />}
        </Field>
      )}
      {changed && <Field label={t.decision.reason}>{(a) => <input {...a} className="input" required={!enabled || offFor.length > 0} maxLength={2000} value={why} onChange={(e) => setWhy(e.target.value)} />}</Field>}
      <Trouble error={send.error} />
      <div className="row end">
        <button className="button" disabled={!changed || send.isPending}>
          {t.common.save}
        </button>
      </div>
    </form>
  );
}
