// Reading files that no source knows: a proposal, tried on the file itself.
import { useEffect, useState } from "react";
import { type Schemas } from "../api/client";
import { useMay } from "../api/session";
import { useChange, useRead, useReadTagged } from "../api/use";
import { useWords } from "../i18n";
import { Card, Dialog, Empty, Field, Scroll, Skeleton, Trouble } from "../ui/parts";

type Mapping = Schemas["Mapping"];
type Preview = Schemas["MappingPreview"];

/** How much of a file is looked at. */
const sample = 200_000;

export function Mappings() {
  const t = useWords();
  const may = useMay("sources.write");
  const got = useReadTagged(["mappings"], (api, signal) => api.GET("/mappings", { signal }));
  const [editing, setEditing] = useState<{ name: string; yaml: string; file?: File } | null>(null);
  const list = got.data?.body.mappings ?? [];
  return (
    <Card
      bare
      title={t.sources.mappings}
      actions={
        may && (
          <label className="button">
            {t.sources.newMapping}
            <input
              type="file"
              className="hidden-visually"
              accept=".csv,.tsv,.txt,.json,.ndjson"
              onChange={(e) => {
                const file = e.target.files?.[0];
                e.target.value = "";
                if (file) setEditing({ name: file.name, yaml: "", file });
              }}
            />
          </label>
        )
      }
    >
      <p className="body small muted">{t.sources.mappingsWhy}</p>
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={3} />}
      {got.data && list.length === 0 && <Empty title={t.sources.noMappings} />}
      {list.length > 0 && <List list={list} tag={got.data?.tag ?? "*"} edit={(m) => setEditing({ name: m.name, yaml: m.yaml ?? "" })} may={may} />}
      {editing && <Editor from={editing} tag={got.data?.tag ?? "*"} close={() => setEditing(null)} />}
    </Card>
  );
}

function List({ list, tag, edit, may }: { list: readonly Mapping[]; tag: string; edit: (m: Mapping) => void; may: boolean }) {
  const t = useWords();
  const put = useChange<Mapping, unknown>(
    (api, m) => api.PUT("/mappings/{name}", { params: { path: { name: m.name }, header: { "If-Match": tag } }, body: { yaml: m.yaml ?? "", enabled: !m.enabled } }),
    [["mappings"]],
  );
  const remove = useChange<Mapping, unknown>((api, m) => api.DELETE("/mappings/{name}", { params: { path: { name: m.name }, header: { "If-Match": tag } } }), [["mappings"]]);
  return (
    <>
      <Trouble error={put.error ?? remove.error} />
      <Scroll label={t.sources.mappings}>
        <table className="grid-table">
          <tbody>
            {list.map((m) => (
              <tr key={m.name}>
                <th scope="row">{m.name}</th>
                <td>
                  <span className={`badge ${m.enabled ? "calm" : ""}`}>{m.enabled ? t.rules.on : t.rules.off}</span>
                  {m.read_only && <span className="muted small"> {t.sources.inConfig}</span>}
                  {m.problem && <p className="small">{m.problem}</p>}
                </td>
                <td>
                  {may && !m.read_only && (
                    <div className="row">
                      <button type="button" className="button small" onClick={() => edit(m)}>
                        {t.sources.edit}
                      </button>
                      <button type="button" className="button small" disabled={put.isPending} onClick={() => put.mutate(m)}>
                        {m.enabled ? t.sources.switchOff : t.sources.switchOn}
                      </button>
                      <button type="button" className="button small" disabled={remove.isPending} onClick={() => remove.mutate(m)}>
                        {t.sources.remove}
                      </button>
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

/** The name that a mapping gives itself. */
export function nameIn(yaml: string): string {
  return /^mapping:\s*["']?([\w-]+)/m.exec(yaml)?.[1] ?? "";
}

function Editor({ from, tag, close }: { from: { name: string; yaml: string; file?: File }; tag: string; close: () => void }) {
  const t = useWords();
  const [file, setFile] = useState(from.file);
  const [yaml, setYaml] = useState(from.yaml);
  const { data: words } = useRead(["vocabulary"], (api, signal) => api.GET("/mappings/vocabulary", { signal }));
  const attempt = useChange<{ yaml: string; file: File }, Preview>(
    async (api, x) => api.POST("/mappings/preview", { body: { name: x.file.name, sample: await x.file.slice(0, sample).text(), ...(x.yaml && { yaml: x.yaml }) } }),
    [],
    (out) => setYaml((now) => now || out.yaml),
  );
  const save = useChange<void, unknown>(
    (api) => api.PUT("/mappings/{name}", { params: { path: { name: nameIn(yaml) }, header: { "If-Match": tag } }, body: { yaml, enabled: true } }),
    [["mappings"]],
    close,
  );
  const { mutate } = attempt;
  useEffect(() => {
    if (!file) return;
    const soon = setTimeout(() => mutate({ yaml, file }), yaml === "" ? 0 : 600);
    return () => clearTimeout(soon);
  }, [yaml, file, mutate]);
  const p = attempt.data;
  const add = (column: string, field: string) => setYaml((now) => `${now.trimEnd()}\n  - {field: ${field}, column: ${JSON.stringify(column)}}\n`);
  return (
    <Dialog title={t.sources.mappingOf(nameIn(yaml) || from.name)} close={close} wide>
      <div className="stack">
        {!file && (
          <Field label={t.sources.tryOn} hint={t.sources.tryOnHint}>
            {(a) => <input {...a} type="file" className="input" onChange={(e) => setFile(e.target.files?.[0])} />}
          </Field>
        )}
        <Trouble error={attempt.error} />
        {p?.known && <p className="notice">{t.sources.knownAs(p.known)}</p>}
        {p && p.columns.length > 0 && <Columns columns={p.columns} fields={words?.fields ?? []} add={add} />}
        <Field label={t.sources.yaml} hint={t.sources.yamlHint}>
          {(a) => <textarea {...a} className="input mono small" rows={14} spellCheck={false} value={yaml} onChange={(e) => setYaml(e.target.value)} />}
        </Field>
        {p && p.faults.length > 0 && (
          <ul className="notice bad small" role="alert">
            {p.faults.map((f) => (
              <li key={f}>{f}</li>
            ))}
          </ul>
        )}
        {p && p.faults.length === 0 && <Records p={p} />}
        <Trouble error={save.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button type="button" className="button primary" disabled={save.isPending || nameIn(yaml) === "" || (p?.faults.length ?? 0) > 0} onClick={() => save.mutate()}>
            {t.sources.keep}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function Columns({ columns, fields, add }: { columns: Preview["columns"]; fields: readonly Schemas["Word"][]; add: (column: string, field: string) => void }) {
  const t = useWords();
  return (
    <Scroll label={t.sources.columns}>
      <table className="grid-table small">
        <thead>
          <tr>
            <th scope="col">{t.sources.columns}</th>
            <th scope="col">{t.sources.samples}</th>
            <th scope="col">{t.sources.readAs}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((c) => (
            <tr key={c.name}>
              <th scope="row">{c.name}</th>
              <td>{c.samples.join(" · ")}</td>
              <td>
                {c.refused ? (
                  <span className="muted">{t.sources.refused(c.refused)}</span>
                ) : (
                  <select className="input" aria-label={t.sources.readColumn(c.name)} value="" onChange={(e) => add(c.name, e.target.value)}>
                    <option value="">{t.sources.addField}</option>
                    {fields.map((f) => (
                      <option key={f.name} value={f.name} title={f.doc}>
                        {f.name}
                      </option>
                    ))}
                  </select>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Records({ p }: { p: Preview }) {
  const t = useWords();
  return (
    <>
      <Scroll label={t.sources.preview}>
        <table className="grid-table small">
          <caption>{t.sources.preview}</caption>
          <thead>
            <tr>
              <th scope="col" className="number">
                {t.sources.line}
              </th>
              <th scope="col">{t.sources.kind}</th>
              <th scope="col">{t.sources.keys}</th>
              <th scope="col">{t.sources.says}</th>
            </tr>
          </thead>
          <tbody>
            {p.records.map((r, n) => (
              <tr key={n}>
                <td className="number">{r.line}</td>
                <td>{r.kind}</td>
                <td className="wrap">{pairs(r.keys)}</td>
                <td className="wrap">{pairs(r.values)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {p.set_aside.length > 0 && (
        <ul className="small">
          {p.set_aside.map((x) => (
            <li key={x}>{x}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function pairs(of: Record<string, string>): string {
  return Object.entries(of)
    .map(([k, v]) => `${k}: ${v}`)
    .join(" · ");
}
