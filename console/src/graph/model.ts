// A ring as a graph: people, the values that they share, and what ties them.
import type { Schemas } from "../api/client";

export type Node = { id: string; kind: "person" | "value"; label: string; tier?: string; hub?: boolean; mark?: boolean; group?: string };
export type Edge = { id: string; source: string; target: string; label: string; core: boolean; weak: boolean };
export type Graph = { nodes: Node[]; edges: Edge[] };

type Ring = Pick<Schemas["Ring"], "members" | "people" | "links" | "core">;
type Shared = Schemas["Shared"];

/** The text of a value as far as the reader may see it. */
export function textOf(s: Shared, types: Record<string, string>): string {
  return `${types[s.value.type] ?? s.value.type}: ${s.value.clear ?? (s.value.masked || "…")}`;
}

type View = { values: boolean; minimal: boolean; hubs: boolean; mark?: string | undefined; open: ReadonlySet<string> };

/**
 * Builds the graph. With values as nodes every value stands once, however many
 * hold it; without, each pair has one edge that carries what it shares. Minimal
 * keeps the smallest set of links that holds the ring together.
 */
export function graphOf(ring: Ring, types: Record<string, string>, view: View): Graph {
  const core = new Set(ring.core ?? []);
  const links = (ring.links ?? []).map((l, i) => ({ ...l, core: core.has(i) })).filter((l) => !view.minimal || l.core);
  const nodes = new Map<string, Node>();
  for (const p of ring.people) nodes.set(p.id, { id: p.id, kind: "person", label: p.names[0] ?? p.id, tier: p.tier, mark: p.id === view.mark });
  const edges = view.values ? valueEdges(links, nodes, types, view) : pairEdges(links, types, view.hubs);
  return { nodes: [...nodes.values()], edges };
}

type Tied = Schemas["Link"] & { core: boolean };

type Held = { shared: Shared; holders: Map<string, { roles: string[]; core: boolean }> };

/**
 * Values that the same people hold stand as one node until it is opened: eight
 * passages of one résumé are one fact to look at.
 */
function valueEdges(links: readonly Tied[], nodes: Map<string, Node>, types: Record<string, string>, view: View): Edge[] {
  const groups = new Map<string, Held[]>();
  for (const h of held(links, view.hubs).values()) {
    const key = `${h.shared.hub ? "hub" : h.shared.family}|${[...h.holders.keys()].toSorted().join("|")}`;
    groups.set(key, [...(groups.get(key) ?? []), h]);
  }
  const edges: Edge[] = [];
  for (const [key, list] of groups) {
    const parts = list.length > 1 && !view.open.has(key) ? [list] : list.map((h) => [h]);
    for (const part of parts) edges.push(...node(key, part, nodes, types));
  }
  return edges;
}

function node(group: string, list: readonly Held[], nodes: Map<string, Node>, types: Record<string, string>): Edge[] {
  const [first] = list;
  if (!first) return [];
  const one = list.length === 1;
  const id = one ? first.shared.value.key : group;
  const names = [...new Set(list.map((h) => types[h.shared.value.type] ?? h.shared.value.type))];
  nodes.set(id, { id, kind: "value", label: one ? textOf(first.shared, types) : `${list.length} × ${names.join(", ")}`, hub: first.shared.hub, ...(!one && { group }) });
  return [...first.holders.keys()].map((person) => ({
    id: `${person}|${id}`,
    source: person,
    target: id,
    label: one ? (first.holders.get(person)?.roles.join(", ") ?? "") : "",
    core: list.some((h) => h.holders.get(person)?.core),
    weak: list.every((h) => !h.shared.recorded),
  }));
}

/** Who holds each value, and as what. */
function held(links: readonly Tied[], hubs: boolean): Map<string, Held> {
  const out = new Map<string, Held>();
  for (const l of links) {
    for (const s of l.shared) {
      if (s.hub && !hubs) continue;
      const h = out.get(s.value.key) ?? { shared: s, holders: new Map() };
      out.set(s.value.key, h);
      for (const [person, roles] of [[l.a, s.roles_a], [l.b, s.roles_b]] as const) {
        const before = h.holders.get(person);
        if (before) before.core ||= l.core;
        else h.holders.set(person, { roles: [...roles], core: l.core });
      }
    }
  }
  return out;
}

function pairEdges(links: readonly Tied[], types: Record<string, string>, hubs: boolean): Edge[] {
  return links.flatMap((l) => {
    const shared = l.shared.filter((s) => hubs || !s.hub);
    if (shared.length === 0) return [];
    return [{ id: `${l.a}|${l.b}`, source: l.a, target: l.b, label: shared.map((s) => textOf(s, types)).join("\n"), core: l.core, weak: !l.hard }];
  });
}
