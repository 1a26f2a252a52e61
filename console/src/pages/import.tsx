// Handing exports in: what is sent, how far it was read, and what became of it.
import { Link } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { take, type Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useMay } from "../api/session";
import { useChange, useRead } from "../api/use";
import { useSpeech, useWords } from "../i18n";
import { fromDrop, fromInput, isLitter, sizeText, type Picked } from "../import/pick";
import { sendAll, type Sending } from "../import/send";
import { Card, Empty, Scroll, Skeleton, Title, Trouble, When } from "../ui/parts";

type Import = Schemas["Import"];

const ended = (i: Import) => i.ended_at !== undefined;

export function ImportPage() {
  const t = useWords();
  const may = useMay("records.write");
  const got = useRead(["imports"], (api, signal) => api.GET("/imports", { params: { query: { limit: 20 } }, signal }), { every: 15_000 });
  const list = got.data?.imports ?? [];
  const [chosen, setChosen] = useState<string>();
  const now = list.find((i) => !ended(i) && i.state !== "open")?.id;
  const shown = chosen ?? now;
  return (
    <div className="stack">
      <Title>{t.import.title}</Title>
      <p className="muted">{t.import.why}</p>
      {may && <HandIn begun={setChosen} />}
      {shown && <One key={shown} id={shown} />}
      {got.error && <Trouble error={got.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={6} />}
      {got.data && list.length === 0 && <Empty title={t.import.none}>{t.import.noneWhy}</Empty>}
      {list.length > 0 && <Past list={list} at={shown} choose={setChosen} />}
    </div>
  );
}

/** Takes files and sends them. Leaving the page meanwhile is asked about. */
function HandIn({ begun }: { begun: (id: string) => void }) {
  const t = useWords();
  const { api, workspace } = useApi();
  const client = useQueryClient();
  const [sending, setSending] = useState<Sending | null>(null);
  const [left, setLeft] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  useEffect(() => {
    if (!sending) return;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [sending !== null]);

  const send = async (picked: Picked[]) => {
    const files = picked.filter((p) => !isLitter(p.name));
    setLeft(picked.length - files.length);
    setError(null);
    if (files.length === 0) return;
    const control = new AbortController();
    stop.current = control;
    setSending({ at: 0, of: files.length, name: files[0]!.name, sent: 0, size: files[0]!.file.size, waiting: false });
    let id = "";
    try {
      id = (await take(api.POST("/imports"))).id;
      await sendAll(`/v1/workspaces/${encodeURIComponent(workspace)}/imports/${id}/files`, files, setSending, control.signal);
      await take(api.POST("/imports/{id}/start", { params: { path: { id } } }));
      begun(id);
    } catch (e) {
      if (id) void api.POST("/imports/{id}/cancel", { params: { path: { id } } });
      if (!(e instanceof DOMException && e.name === "AbortError")) setError(e);
    } finally {
      setSending(null);
      await client.invalidateQueries({ queryKey: [workspace, "imports"] });
    }
  };

  return (
    <>
      {sending ? <Sent s={sending} stop={() => stop.current?.abort()} /> : <Drop send={(p) => void send(p)} />}
      <div aria-live="polite" className="stack">
        {left > 0 && <p className="small muted">{t.import.litter(left)}</p>}
        <Trouble error={error} />
      </div>
    </>
  );
}

function Drop({ send }: { send: (files: Picked[]) => void }) {
  const t = useWords();
  const [over, setOver] = useState(false);
  return (
    <div
      className="drop"
      data-over={over || undefined}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        void fromDrop(e.dataTransfer).then(send);
      }}
    >
      <p>
        <strong>{t.import.drop}</strong> {t.import.or}
      </p>
      <div className="row">
        <Choose label={t.import.choose} send={send} />
        <Choose label={t.import.chooseFolder} send={send} folder />
      </div>
    </div>
  );
}

/** A button that opens the browser's file dialog. */
function Choose({ label, send, folder }: { label: string; send: (files: Picked[]) => void; folder?: boolean }) {
  return (
    <label className="button">
      {label}
      <input
        type="file"
        className="hidden-visually"
        multiple
        {...(folder && { webkitdirectory: "" })}
        onChange={(e) => {
          send(fromInput(e.target.files));
          e.target.value = "";
        }}
      />
    </label>
  );
}

function Sent({ s, stop }: { s: Sending; stop: () => void }) {
  const t = useWords();
  const { language } = useSpeech();
  return (
    <Card
      title={t.import.sending(s.at + 1, s.of)}
      actions={
        <button type="button" className="button" onClick={stop}>
          {t.import.cancel}
        </button>
      }
    >
      <Bar value={s.sent} max={s.size} label={s.name}>
        {s.waiting ? t.import.waiting : `${s.name} · ${sizeText(s.sent, language)} / ${sizeText(s.size, language)}`}
      </Bar>
    </Card>
  );
}

function Bar({ value, max, label, children }: { value: number; max: number; label: string; children: ReactNode }) {
  return (
    <div className="stack tight">
      <progress className="bar" value={value} max={Math.max(max, 1)} aria-label={label} />
      <p className="small muted">{children}</p>
    </div>
  );
}

/** One import: how far it is, and what became of each file. */
function One({ id }: { id: string }) {
  const t = useWords();
  const { workspace } = useApi();
  const { language } = useSpeech();
  const client = useQueryClient();
  const may = useMay("records.write");
  const mends = useMay("sources.write");
  const [over, setOver] = useState(false);
  const got = useRead(["imports", id], (api, signal) => api.GET("/imports/{id}", { params: { path: { id } }, signal }), { every: over ? 0 : 1000, keep: true });
  const cancel = useChange((api, _: void) => api.POST("/imports/{id}/cancel", { params: { path: { id } } }), [["imports"]]);
  const retry = useChange((api, _: void) => api.POST("/imports/{id}/retry", { params: { path: { id } } }), [["imports"]], () => setOver(false));
  const i = got.data;
  const done = i !== undefined && ended(i);
  useEffect(() => {
    setOver(done);
    if (done) void client.invalidateQueries({ queryKey: [workspace, "imports"], exact: true });
  }, [done, client, workspace]);
  if (!i) return got.error ? <p role="status">{t.import.waiting}</p> : <Skeleton lines={6} />;
  return (
    <Card
      title={
        <span role="status">
          {t.import.states[i.state]} · {t.import.files(i.files.length)}
        </span>
      }
      actions={
        <div className="row">
          {may && !done && (
            <button type="button" className="button" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
              {t.import.cancel}
            </button>
          )}
          {mends && done && i.files.some((f) => f.kept) && (
            <button type="button" className="button" disabled={retry.isPending} onClick={() => retry.mutate()}>
              {t.import.retry}
            </button>
          )}
          {done && i.counts.accepted > 0 && (
            <Link className="button primary" to="/w/$workspace/queue" params={{ workspace }}>
              {t.import.look}
            </Link>
          )}
        </div>
      }
    >
      <div className="stack">
        {got.error && <p role="status">{t.import.waiting}</p>}
        <Trouble error={cancel.error ?? retry.error} />
        {i.problem && (
          <p className="notice bad" role="alert">
            {i.problem}
          </p>
        )}
        {i.progress && (
          <Bar value={i.progress.bytes} max={i.progress.bytes_total} label={t.import.states.running}>
            {i.progress.file} · {sizeText(i.progress.bytes, language)} / {sizeText(i.progress.bytes_total, language)} · {t.import.records(i.progress.records.toLocaleString(language))}
          </Bar>
        )}
        {done && <Tally c={i.counts} />}
        {done && i.counts.set_aside > 0 && (
          <p>
            {t.import.asideWhy}{" "}
            <Link to="/w/$workspace/sources" params={{ workspace }} hash="quarantine">
              {t.sources.quarantine}
            </Link>
          </p>
        )}
        {done && <Files files={i.files} />}
      </div>
    </Card>
  );
}

function Tally({ c }: { c: Schemas["Counts"] }) {
  const t = useWords();
  const { language } = useSpeech();
  const list: [string, number][] = [
    [t.import.accepted, c.accepted],
    [t.import.duplicate, c.duplicate],
    [t.import.unused, c.unused],
    [t.import.aside, c.set_aside],
  ];
  if (c.erased > 0) list.push([t.import.erased, c.erased]);
  return (
    <dl className="tally">
      {list.map(([label, n]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{n.toLocaleString(language)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Files({ files }: { files: Import["files"] }) {
  const t = useWords();
  const { language } = useSpeech();
  const [all, setAll] = useState(false);
  const rows = files.flatMap((f) => f.parts.map((p) => ({ f, p })));
  // What needs a look comes first.
  rows.sort((a, b) => Number(b.p.counts.set_aside > 0) - Number(a.p.counts.set_aside > 0));
  const shown = all ? rows : rows.slice(0, 25);
  return (
    <>
      <Scroll label={t.import.perFile}>
        <table className="grid-table small">
          <thead>
            <tr>
              <th scope="col">{t.import.file}</th>
              <th scope="col">{t.import.source}</th>
              {[t.import.accepted, t.import.duplicate, t.import.unused, t.import.aside].map((h) => (
                <th key={h} scope="col" className="number">
                  {h}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ f, p }) => (
              <tr key={`${f.name}!${p.member ?? ""}`}>
                <td>
                  {f.name}
                  {p.member && ` › ${p.member}`}
                </td>
                <td>{p.source ? `${p.source}${p.shape ? `, ${p.shape}` : ""}` : <span className="muted">{t.import.unknown}</span>}</td>
                {[p.counts.accepted, p.counts.duplicate, p.counts.unused, p.counts.set_aside].map((n, k) => (
                  <td key={k} className="number">
                    {n.toLocaleString(language)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {shown.length < rows.length && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          {t.import.showAll(rows.length)}
        </button>
      )}
    </>
  );
}

function Past({ list, at, choose }: { list: readonly Import[]; at: string | undefined; choose: (id: string) => void }) {
  const t = useWords();
  const { language } = useSpeech();
  return (
    <Card title={t.import.past} bare>
      <Scroll label={t.import.past}>
        <table className="grid-table">
          <thead>
            <tr>
              <th scope="col">{t.search.at}</th>
              <th scope="col">{t.queue.state}</th>
              <th scope="col" className="number">
                {t.import.fileCount}
              </th>
              <th scope="col" className="number">
                {t.import.accepted}
              </th>
              <th scope="col" className="number">
                {t.import.aside}
              </th>
              <th scope="col">
                <span className="hidden-visually">{t.import.show}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((i) => (
              <tr key={i.id} aria-current={i.id === at || undefined}>
                <td>
                  <When at={i.at} />
                </td>
                <td>{t.import.states[i.state]}</td>
                <td className="number">{i.files.length}</td>
                <td className="number">{i.counts.accepted.toLocaleString(language)}</td>
                <td className="number">{i.counts.set_aside.toLocaleString(language)}</td>
                <td>
                  <button type="button" className="button small" onClick={() => choose(i.id)}>
                    {t.import.show}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Card>
  );
}
