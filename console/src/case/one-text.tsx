// A dialog that asks for one text, and perhaps a time.
import { useState } from "react";
import { Dialog, Field, Trouble } from "../ui/parts";
import { useWords } from "../i18n";

type Props = {
  title: string;
  why?: string;
  label: string;
  hint?: string;
  /** Asks for a time too, under this label. */
  when?: string;
  optional?: boolean;
  error: unknown;
  busy: boolean;
  close: () => void;
  send: (text: string, at: string) => void;
};

export function OneText({ title, why, label, hint, when, optional, error, busy, close, send }: Props) {
  const t = useWords();
  const [text, setText] = useState("");
  const [at, setAt] = useState("");
  return (
    <Dialog title={title} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          send(text, at && new Date(at).toISOString());
        }}
      >
        {why && <p className="muted">{why}</p>}
        {when && <Field label={when}>{(a) => <input {...a} className="input" type="datetime-local" required={!optional} value={at} onChange={(e) => setAt(e.target.value)} />}</Field>}
        <Field label={label} {...(hint && { hint })}>{(a) => <textarea {...a} className="input" rows={5} required maxLength={20000} value={text} onChange={(e) => setText(e.target.value)} />}</Field>
        <Trouble error={error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary" disabled={busy}>
            {t.common.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
