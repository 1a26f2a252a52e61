// Saved views of a page: a name for a filter, one's own or everybody's.
import { useState } from "react";
import { ifMatch, type Schemas } from "../api/client";
import { useMay } from "../api/session";
import { useChange, useRead } from "../api/use";
import { useWords } from "../i18n";
import { Dialog, Field, Trouble } from "../ui/parts";
import { useSay } from "../ui/toast";

type View = Schemas["SavedView"];

/** A choice of saved views, and a way to save the filter as it is. */
export function Views({ page, filter, choose }: { page: View["page"]; filter: Record<string, string[]>; choose: (f: Record<string, string[]>) => void }) {
  const t = useWords();
  const may = useMay("views");
  const say = useSay();
  const [saving, setSaving] = useState(false);
  const [at, setAt] = useState("");
  const got = useRead(["views"], (api, signal) => api.GET("/views", { signal }), { enabled: may });
  const list = got.data?.views.filter((v) => v.page === page) ?? [];
  const here = list.find((v) => v.id === at);
  const back = useChange((api, v: View) => api.POST("/views", { body: { name: v.name, page: v.page, filter: v.filter, shared: v.shared } }), [["views"]]);
  const remove = useChange(
    (api, v: View) => api.DELETE("/views/{id}", { params: { path: { id: v.id }, header: ifMatch(v.version) } }),
    [["views"]],
    (_, v) => {
      setAt("");
      say(t.queue.viewRemoved, { label: t.common.undo, run: () => back.mutate(v) });
    },
  );
  if (!may) return null;
  return (
    <>
      {list.length > 0 && (
        <Field label={t.queue.views}>
          {(a) => (
            <select
              {...a}
              className="input"
              value={here?.id ?? ""}
              onChange={(e) => {
                setAt(e.target.value);
                const v = list.find((x) => x.id === e.target.value);
                if (v) choose(v.filter as Record<string, string[]>);
              }}
            >
              <option value="">…</option>
              {list.map((v) => (
                <option key={v.id} value={v.id}>
                  {v.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <button type="button" className="button small" onClick={() => setSaving(true)}>
        {t.queue.saveView}
      </button>
      {here?.mine && (
        <button type="button" className="button quiet small" disabled={remove.isPending} onClick={() => remove.mutate(here)}>
          {t.queue.removeView}
        </button>
      )}
      {saving && <Save page={page} filter={filter} close={() => setSaving(false)} />}
    </>
  );
}

function Save({ page, filter, close }: { page: View["page"]; filter: Record<string, string[]>; close: () => void }) {
  const t = useWords();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useChange((api, _: void) => api.POST("/views", { body: { name, page, filter, shared } }), [["views"]], close);
  return (
    <Dialog title={t.queue.saveView} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          save.mutate();
        }}
      >
        <Field label={t.queue.viewName}>{(a) => <input {...a} className="input" required maxLength={200} value={name} onChange={(e) => setName(e.target.value)} />}</Field>
        <label className="choice">
          <input type="checkbox" checked={shared} onChange={(e) => setShared(e.target.checked)} />
          {t.queue.viewShared}
        </label>
        <Trouble error={save.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary">{t.common.save}</button>
        </div>
      </form>
    </Dialog>
  );
}
