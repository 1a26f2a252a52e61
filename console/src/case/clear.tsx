import { useState } from "react";
import type { Schemas } from "../api/client";
import { useChange } from "../api/use";
import { useWords } from "../i18n";
import { Dialog, Field, Trouble } from "../ui/parts";

type Outcome = Schemas["ClearInBody"]["outcome"];

/** Clears some cases with one reason; what cannot be cleared is named. */
export function ClearDialog({ cases, close, done }: { cases: readonly Schemas["Case"][]; close: () => void; done: (cleared: number) => void }) {
  const t = useWords();
  const [reason, setReason] = useState("");
  const [outcome, setOutcome] = useState<Outcome>("explained");
  const [left, setLeft] = useState<readonly Schemas["Cleared"][]>([]);
  const clear = useChange(
    (api, _: void) => api.POST("/cases/clear", { body: { cases: cases.map(({ id, version }) => ({ id, version })), reason, outcome } }),
    [["cases"], ["case"]],
    (out) => {
      const refused = out.cases.filter((c) => !c.cleared);
      if (refused.length === 0) done(out.cases.length);
      else setLeft(refused);
    },
  );
  return (
    <Dialog title={t.clear.title(cases.length)} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          clear.mutate();
        }}
      >
        <p className="muted">{t.clear.why}</p>
        <Field label={t.clear.outcome}>
          {(a) => (
            <select {...a} className="input" value={outcome} onChange={(e) => setOutcome(e.target.value as Outcome)}>
              {(["explained", "no-concern", "inconclusive"] as const).map((o) => (
                <option key={o} value={o}>
                  {t.outcomes[o]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.clear.reason} hint={t.clear.reasonHint}>
          {(a) => <textarea {...a} className="input" required minLength={10} maxLength={20000} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
        <Trouble error={clear.error} />
        {left.length > 0 && (
          <div className="notice careful" role="alert">
            <div>
              <p>{t.clear.left(left.length)}</p>
              <ul>
                {left.map((c) => (
                  <li key={c.id}>
                    <code>{c.id}</code>: {c.problem?.missing?.join("; ") || c.problem?.detail || c.problem?.title}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary" disabled={clear.isPending}>
            {t.clear.do}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
