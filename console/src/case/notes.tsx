import { useRef, useState } from "react";
import { ifMatch } from "../api/client";
import { useApi } from "../api/context";
import { useMay } from "../api/session";
import { useChange, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Card, Empty, Field, Trouble, When } from "../ui/parts";
import { Who } from "./who";

/** Notes and files of a case. Files are kept and handed out, never shown. */
export function Notes({ c }: { c: CaseDetail }) {
  return (
    <div className="stack">
      <NoteList c={c} />
      <Files c={c} />
    </div>
  );
}

function NoteList({ c }: { c: CaseDetail }) {
  const t = useWords();
  const may = useMay("cases.write");
  const [text, setText] = useState("");
  const add = useChange(
    (api, _: void) => api.POST("/cases/{id}/notes", { params: { path: { id: c.id }, header: ifMatch(c.version) }, body: { text } }),
    [["case", c.id]],
    () => setText(""),
  );
  return (
    <Card title={t.notes.title}>
      <div className="stack">
        {c.notes.length === 0 && <Empty title={t.notes.none} />}
        <ol className="plain stack">
          {c.notes.map((n) => (
            <li key={n.id}>
              <p className="small muted">
                <Who id={n.by} /> · <When at={n.at} />
              </p>
              <p style={{ whiteSpace: "pre-wrap" }}>{n.text}</p>
            </li>
          ))}
        </ol>
        {may && (
          <form
            className="stack"
            onSubmit={(e) => {
              e.preventDefault();
              add.mutate();
            }}
          >
            <Field label={t.notes.add} hint={t.notes.hint}>
              {(a) => <textarea {...a} className="input" required maxLength={20000} value={text} onChange={(e) => setText(e.target.value)} />}
            </Field>
            <Trouble error={add.error} />
            <div className="row end">
              <button className="button primary" disabled={add.isPending}>
                {t.notes.save}
              </button>
            </div>
          </form>
        )}
      </div>
    </Card>
  );
}

function Files({ c }: { c: CaseDetail }) {
  const t = useWords();
  const { workspace } = useApi();
  const may = useMay("cases.write");
  const input = useRef<HTMLInputElement>(null);
  const send = useChange(
    (api, file: File) => {
      const form = new FormData();
      form.append("file", file);
      return api.POST("/cases/{id}/attachments", { params: { path: { id: c.id }, header: ifMatch(c.version) }, body: form as never, bodySerializer: (b) => b as never });
    },
    [["case", c.id]],
  );
  return (
    <Card
      title={t.files.title}
      actions={
        may && (
          <>
            <input
              ref={input}
              type="file"
              className="hidden-visually"
              aria-label={t.files.add}
              onChange={(e) => {
                const f = e.target.files?.[0];
                if (f) send.mutate(f);
                e.target.value = "";
              }}
            />
            <button type="button" className="button small" disabled={send.isPending} onClick={() => input.current?.click()}>
              {t.files.add}
            </button>
          </>
        )
      }
    >
      <Trouble error={send.error} />
      {c.attachments.length === 0 ? (
        <p className="muted">{t.files.none}</p>
      ) : (
        <ul className="plain">
          {c.attachments.map((f) => (
            <li key={f.id} className="row">
              <a href={`/v1/workspaces/${workspace}/cases/${c.id}/attachments/${f.id}`} download={f.name}>
                {f.name}
              </a>
              <span className="muted small">
                {t.files.size(f.size)} · <Who id={f.by} /> · <When at={f.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
