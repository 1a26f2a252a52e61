// The drawing itself. Cytoscape is loaded with this file only.
import cytoscape, { type Core, type StylesheetJson } from "cytoscape";
import fcose from "cytoscape-fcose";
import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import type { Graph } from "./model";

cytoscape.use(fcose);

// Cytoscape would add a style element of its own, which the content security
// policy refuses. The one rule in it stands in our style sheet.
const own = "__________cytoscape_stylesheet";
if (!document.getElementById(own)) {
  const mark = document.createElement("meta");
  mark.id = own;
  document.head.append(mark);
}

export type Drawing = { png: () => string; fit: () => void };

/** Above this the layout is a draft: 2,000 nodes must open within two seconds. */
const many = 400;

export function Canvas({ graph, label, pick, ref }: { graph: Graph; label: string; pick: (id: string) => void; ref: Ref<Drawing> }) {
  const box = useRef<HTMLDivElement>(null);
  const cy = useRef<Core | null>(null);
  const chosen = useRef(pick);
  chosen.current = pick;
  useImperativeHandle(ref, () => ({
    png: () => cy.current?.png({ full: true, scale: 2, bg: color("--paper") }) ?? "",
    fit: () => cy.current?.fit(undefined, 30),
  }));
  useEffect(() => {
    if (!box.current) return;
    const drawn = cytoscape({
      container: box.current,
      elements: elements(graph),
      style: styles(),
      layout: layout(graph.nodes.length),
      minZoom: 0.1,
      maxZoom: 4,
      textureOnViewport: graph.nodes.length > many,
      hideEdgesOnViewport: graph.nodes.length > many,
    });
    drawn.on("tap", "node", (e) => chosen.current(e.target.id()));
    cy.current = drawn;
    const dark = new MutationObserver(() => drawn.style(styles()));
    dark.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      dark.disconnect();
      drawn.destroy();
    };
  }, [graph]);
  return <div ref={box} className="graph __________cytoscape_container" role="img" aria-label={label} />;
}

function elements(g: Graph) {
  return [...g.nodes.map((n) => ({ group: "nodes" as const, data: n })), ...g.edges.map((e) => ({ group: "edges" as const, data: e }))];
}

function layout(nodes: number) {
  if (nodes > many * 4) return { name: "concentric", animate: false, minNodeSpacing: 4 } as const;
  return {
    name: "fcose",
    quality: nodes > many ? "draft" : "default",
    animate: false,
    randomize: true,
    nodeSeparation: 90,
    idealEdgeLength: 110,
    padding: 24,
  } as never;
}

function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function styles(): StylesheetJson {
  return [
    { selector: "node", style: { label: "data(label)", color: color("--ink"), "font-size": 11, "text-wrap": "wrap", "text-max-width": "150px", "text-valign": "bottom", "text-margin-y": 4, "min-zoomed-font-size": 7, "text-background-color": color("--sunken"), "text-background-opacity": 0.8, "text-background-padding": "1px" } },
    { selector: 'node[kind = "person"]', style: { "background-color": color("--accent"), width: 30, height: 30, "font-weight": "bold" } },
    { selector: 'node[tier = "urgent"]', style: { "background-color": color("--urgent") } },
    { selector: 'node[tier = "review"]', style: { "background-color": color("--review") } },
    { selector: 'node[kind = "value"]', style: { shape: "round-diamond", "background-color": color("--paper"), "border-width": 2, "border-color": color("--line-strong"), width: 20, height: 20, "font-size": 9, "min-zoomed-font-size": 9, color: color("--ink-2") } },
    { selector: "node[group]", style: { "border-style": "double", "border-width": 4, width: 26, height: 26, "font-size": 10 } },
    { selector: "node[?hub]", style: { shape: "hexagon", "border-style": "dashed", width: 34, height: 34 } },
    { selector: "node[?mark]", style: { "border-width": 4, "border-color": color("--ink") } },
    { selector: "edge", style: { width: 1.5, "line-color": color("--line-strong"), "curve-style": "haystack", "font-size": 8, color: color("--ink-2"), "min-zoomed-font-size": 11 } },
    { selector: "edge[label]", style: { label: "data(label)", "text-wrap": "wrap", "text-max-width": "140px", "text-background-color": color("--paper"), "text-background-opacity": 0.85, "text-background-padding": "2px" } },
    { selector: "edge[?weak]", style: { "line-style": "dashed" } },
    { selector: "edge[?core]", style: { width: 3, "line-color": color("--accent") } },
  ];
}
