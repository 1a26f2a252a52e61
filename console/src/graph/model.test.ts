import { expect, test } from "vitest";
import { graphOf } from "./model";

const value = (key: string, type = "phone") => ({ key, type, masked: "•••", clear: `clear-${key}` });
const shared = (key: string, part: object = {}) => ({ value: value(key), family: "contact", bits: 5, hub: false, recorded: true, roles_a: ["home"], roles_b: ["work"], ...part });
const person = (id: string) => ({ id, names: [`Name ${id}`], tier: "urgent" });
const link = (a: string, b: string, list: ReturnType<typeof shared>[]) => ({ a, b, bits: 5, hard: true, holds: true, shared: list });
const ring = {
  members: ["a", "b", "c"],
  people: ["a", "b", "c"].map(person),
  links: [link("a", "b", [shared("v1"), shared("v2"), shared("h", { hub: true })]), link("b", "c", [shared("v3", { recorded: false })])],
  core: [0],
};
const types = { phone: "phone" };
const view = { values: true, minimal: false, hubs: true, open: new Set<string>() };

test("values that the same people hold stand as one node until it is opened", () => {
  const g = graphOf(ring, types, view);
  const group = g.nodes.find((n) => n.group);
  expect(group?.label).toBe("2 × phone");
  expect(g.edges.filter((e) => e.target === group?.id).map((e) => e.source)).toEqual(["a", "b"]);
  const opened = graphOf(ring, types, { ...view, open: new Set([group!.group!]) });
  expect(opened.nodes.filter((n) => n.kind === "value").map((n) => n.id).toSorted()).toEqual(["h", "v1", "v2", "v3"]);
  expect(opened.nodes.find((n) => n.id === "v1")?.label).toBe("phone: clear-v1");
});

test("only what holds the ring", () => {
  const g = graphOf(ring, types, { ...view, minimal: true });
  expect(g.nodes.some((n) => n.id === "v3")).toBe(false);
  expect(g.edges.every((e) => e.core)).toBe(true);
});

test("hubs can be left out, and are drawn as hubs", () => {
  expect(graphOf(ring, types, view).nodes.find((n) => n.id === "h")?.hub).toBe(true);
  expect(graphOf(ring, types, { ...view, hubs: false }).nodes.some((n) => n.id === "h")).toBe(false);
});

test("without values as nodes, the shared values stand on the edge", () => {
  const g = graphOf(ring, types, { ...view, values: false });
  expect(g.nodes.length).toBe(3);
  expect(g.edges.map((e) => e.label)).toEqual(["phone: clear-v1\nphone: clear-v2\nphone: clear-h", "phone: clear-v3"]);
});

test("a value that the reader may not see is not spelled out", () => {
  const masked = { ...ring, links: [link("a", "b", [{ ...shared("v1"), value: { key: "v1", type: "phone", masked: "" } } as never])] };
  expect(graphOf(masked, types, view).nodes.find((n) => n.id === "v1")?.label).toBe("phone: …");
});
