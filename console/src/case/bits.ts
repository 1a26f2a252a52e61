import type { Schemas } from "../api/client";

type Finding = Pick<Schemas["Finding"], "outcome" | "strength" | "family" | "bits" | "rule" | "title">;

export type Step = { family: string; bits: number; from: number; findings: Finding[] };

/**
 * The bits of a case by evidence family, largest first, each step standing on
 * the ones before. Context findings weigh nothing in a tier and stay out. Within
 * a family the strongest counts: two findings over one value are one fact.
 */
export function waterfall(findings: readonly Finding[]): Step[] {
  const byFamily = new Map<string, Finding[]>();
  for (const f of findings) {
    if (f.outcome !== "hit" || f.strength === "context") continue;
    byFamily.set(f.family, [...(byFamily.get(f.family) ?? []), f]);
  }
  const steps = [...byFamily].map(([family, list]) => ({ family, bits: Math.max(...list.map((f) => f.bits)), from: 0, findings: list.toSorted((a, b) => b.bits - a.bits) }));
  steps.sort((a, b) => b.bits - a.bits || a.family.localeCompare(b.family));
  let from = 0;
  for (const s of steps) {
    s.from = from;
    from += s.bits;
  }
  return steps;
}

export function total(steps: readonly Step[]): number {
  return steps.reduce((sum, s) => sum + s.bits, 0);
}
