// A ring: the drawing, its switches, and the same as a table.
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import type { Schemas } from "../api/client";
import { useApi } from "../api/context";
import { useRead } from "../api/use";
import { useWords } from "../i18n";
import { Card, Scroll, Skeleton, Trouble } from "../ui/parts";
import type { Drawing } from "./canvas";
import { graphOf, textOf } from "./model";

const Canvas = lazy(() => import("./canvas").then((m) => ({ default: m.Canvas })));

export function RingGraph({ id, highlight }: { id: string; highlight?: string | undefined }) {
  const t = useWords();
  const got = useRead(["ring", id], (api, signal) => api.GET("/rings/{id}", { params: { path: { id } }, signal }));
  if (got.error) return <Trouble error={got.error} again={() => void got.refetch()} />;
  if (!got.data) return <Skeleton lines={8} />;
  return (
    <div className="stack">
      <Drawn ring={got.data} highlight={highlight} />
      <Card title={t.graph.table} bare>
        <LinkTable links={got.data.links ?? []} people={got.data.people} core={got.data.core ?? []} />
      </Card>
    </div>
  );
}

type Ring = Parameters<typeof graphOf>[0] & { id: string; tier: string };

function Drawn({ ring, highlight }: { ring: Ring; highlight: string | undefined }) {
  const t = useWords();
  const { workspace } = useApi();
  const navigate = useNavigate();
  const drawing = useRef<Drawing>(null);
  const [values, setValues] = useState(true);
  const [minimal, setMinimal] = useState(false);
  const [hubs, setHubs] = useState(true);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const graph = useMemo(() => graphOf(ring, t.types, { values, minimal, hubs, mark: highlight, open }), [ring, t, values, minimal, hubs, highlight, open]);
  const save = () => {
    const a = document.createElement("a");
    a.href = drawing.current?.png() ?? "";
    a.download = `daylight-${ring.id}.png`;
    a.click();
  };
  const pick = (node: string) => {
    const group = graph.nodes.find((n) => n.id === node)?.group;
    if (group) setOpen((o) => new Set([...o, group]));
    else if (ring.members.includes(node)) void navigate({ to: "/w/$workspace/subjects/$id", params: { workspace, id: node } });
  };
  const toggle = (label: string, on: boolean, set: (b: boolean) => void) => (
    <label className="choice">
      <input type="checkbox" checked={on} onChange={(e) => set(e.target.checked)} />
      {label}
    </label>
  );
  return (
    <Card
      title={t.graph.title(ring.people.length)}
      actions={
        <div className="row small">
          {toggle(t.graph.values, values, setValues)}
          {toggle(t.graph.minimal, minimal, setMinimal)}
          {toggle(t.graph.hubs, hubs, setHubs)}
          {open.size > 0 && (
            <button type="button" className="button small" onClick={() => setOpen(new Set())}>
              {t.graph.collapse}
            </button>
          )}
          <button type="button" className="button small" onClick={() => drawing.current?.fit()}>
            {t.graph.fit}
          </button>
          <button type="button" className="button small" onClick={save}>
            {t.graph.png}
          </button>
        </div>
      }
    >
      <Suspense fallback={<div className="graph" />}>
        <Canvas ref={drawing} graph={graph} label={t.graph.label(ring.people.length, graph.edges.length)} pick={pick} />
      </Suspense>
      <p className="small muted">{t.graph.hint}</p>
      <p className="legend">
        <span style={{ "--swatch": "var(--urgent)" } as never}>{t.tiers.urgent}</span>
        <span style={{ "--swatch": "var(--review)" } as never}>{t.tiers.review}</span>
        <span style={{ "--swatch": "var(--accent)" } as never}>{t.graph.core}</span>
        <span style={{ "--swatch": "var(--line-strong)" } as never}>{t.graph.weak}</span>
        <span className="hub">{t.graph.hub}</span>
      </p>
    </Card>
  );
}

const rowsAtOnce = 100;
const valuesAtOnce = 4;

/** Who shares what with whom: the graph for those who read it as text. */
export function LinkTable({ links, people, core }: { links: NonNullable<Ring["links"]>; people: Ring["people"]; core: readonly number[] }) {
  const t = useWords();
  const { workspace } = useApi();
  const [rows, setRows] = useState(rowsAtOnce);
  const names = useMemo(() => new Map(people.map((p) => [p.id, p.names[0]])), [people]);
  const person = (id: string) => (
    <Link to="/w/$workspace/subjects/$id" params={{ workspace, id }}>
      {names.get(id) ?? id}
    </Link>
  );
  return (
    <Scroll label={t.graph.table}>
      <table className="grid-table small">
        <thead>
          <tr>
            <th scope="col">{t.graph.one}</th>
            <th scope="col">{t.graph.other}</th>
            <th scope="col">{t.graph.shared}</th>
            <th scope="col" className="number">
              {t.waterfall.bits}
            </th>
            <th scope="col">{t.graph.role}</th>
          </tr>
        </thead>
        <tbody>
          {links.slice(0, rows).map((l, i) => (
            <tr key={`${l.a}|${l.b}`}>
              <td>{person(l.a)}</td>
              <td>{person(l.b)}</td>
              <td>
                <Values list={l.shared.slice(0, valuesAtOnce)} />
                {l.shared.length > valuesAtOnce && (
                  <details>
                    <summary>{t.graph.moreValues(l.shared.length - valuesAtOnce)}</summary>
                    <Values list={l.shared.slice(valuesAtOnce)} />
                  </details>
                )}
              </td>
              <td className="number">{l.bits}</td>
              <td>
                {core.includes(i) && <span className="badge">{t.graph.core}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows < links.length && (
        <div className="body-form">
          <button type="button" className="button small" onClick={() => setRows(rows + rowsAtOnce)}>
            {t.common.more}
          </button>
        </div>
      )}
    </Scroll>
  );
}

function Values({ list }: { list: readonly Schemas["Shared"][] }) {
  const t = useWords();
  return (
    <ul className="plain">
      {list.map((s) => (
        <li key={s.value.key}>
          <span className="value">{textOf(s, t.types)}</span>
          {s.hub && <span className="muted"> – {t.graph.hub}</span>}
          {!s.recorded && !s.hub && <span className="muted"> – {t.graph.declared}</span>}
        </li>
      ))}
    </ul>
  );
}
