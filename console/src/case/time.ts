// The arithmetic of the timeline, apart from its drawing.
import type { Schemas } from "../api/client";

export type Span = { from: number; to: number };

type Entry = Schemas["TimelineEntry"];

const day = 86_400_000;
const least = 3_600_000;

/** The system that an entry comes from; what people did here is Daylight's own. */
export function sourceOf(e: Entry): string {
  return e.record?.split(":", 1)[0] ?? "daylight";
}

/** One lane a source, Daylight's own last. */
export function lanes(entries: readonly Entry[]): { name: string; entries: Entry[] }[] {
  const by = new Map<string, Entry[]>();
  for (const e of entries) by.set(sourceOf(e), [...(by.get(sourceOf(e)) ?? []), e]);
  return [...by].map(([name, list]) => ({ name, entries: list })).sort((a, b) => Number(a.name === "daylight") - Number(b.name === "daylight") || a.name.localeCompare(b.name));
}

export function clamp(at: number, whole: Span): number {
  return Math.min(Math.max(at, whole.from), whole.to);
}

/** Zooms about the middle, not closer than an hour nor further than everything. */
export function zoomed(v: Span, factor: number, whole: Span): Span {
  const size = Math.min(Math.max((v.to - v.from) * factor, least), whole.to - whole.from);
  const middle = clamp((v.from + v.to) / 2, { from: whole.from + size / 2, to: whole.to - size / 2 });
  return { from: middle - size / 2, to: middle + size / 2 };
}

/** Round marks of time, six to twelve of them. */
export function ticks(v: Span, language: string): { at: number; label: string }[] {
  const steps = [3_600_000, 6 * 3_600_000, day, 7 * day, 30 * day, 91 * day, 365 * day];
  const step = steps.find((s) => (v.to - v.from) / s <= 8) ?? 365 * day;
  const format = new Intl.DateTimeFormat(language, step < day ? { hour: "2-digit", minute: "2-digit", day: "numeric", month: "short", timeZone: "UTC" } : { day: "numeric", month: "short", year: step > 30 * day ? "numeric" : undefined, timeZone: "UTC" });
  const out = [];
  for (let at = Math.ceil(v.from / step) * step; at < v.to; at += step) out.push({ at, label: format.format(at) });
  return out;
}

type SunDay = Schemas["SunDay"];

/** The nights of some days: dusk to dawn is dark, sunset to dusk and dawn to sunrise half so. */
export function nights(days: readonly SunDay[], v: Span): { from: number; to: number; dark: boolean }[] {
  const out: { from: number; to: number; dark: boolean }[] = [];
  const add = (from: number, to: number, dark: boolean) => {
    if (to > v.from && from < v.to && to > from) out.push({ from: Math.max(from, v.from), to: Math.min(to, v.to), dark });
  };
  const at = (s: string | undefined) => (s ? Date.parse(s) : NaN);
  days.forEach((d, i) => {
    const noon = at(d.noon_at);
    if (d.down_all_day) return add(noon - day / 2, noon + day / 2, true);
    if (d.up_all_day) return;
    add(at(d.dawn_at), at(d.rise_at), false);
    add(at(d.set_at), at(d.dusk_at), false);
    const next = days[i + 1];
    add(at(d.dusk_at), next ? (next.down_all_day ? noon + day / 2 : at(next.dawn_at)) : noon + day / 2, true);
    if (i === 0) add(noon - day / 2, at(d.dawn_at), true);
  });
  return out;
}
