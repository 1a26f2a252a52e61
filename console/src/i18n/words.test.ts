import { expect, test } from "vitest";
import { de } from "./de";
import { en } from "./en";

type Leaf = { path: string; en: unknown; de: unknown };

function leaves(a: unknown, b: unknown, path: string): Leaf[] {
  if (a !== null && typeof a === "object") return Object.keys(a).flatMap((k) => leaves((a as Record<string, unknown>)[k], (b as Record<string, unknown>)?.[k], `${path}.${k}`));
  return [{ path, en: a, de: b }];
}

const all = leaves(en, de, "");

// Words that both languages have.
const alike = new Set(["Name", "Person", "Ring", "Passkeys", "Link", "Browser", "Daylight", "Authenticator"]);

test("German says everything, and in its own words", () => {
  const same = all.filter((l) => typeof l.en === "string" && l.en === l.de && !alike.has(l.en)).map((l) => l.path);
  expect(same).toEqual([]);
  expect(all.filter((l) => typeof l.de !== typeof l.en).map((l) => l.path)).toEqual([]);
});

test("what counts has a singular and a plural", () => {
  for (const l of all) {
    if (typeof l.en !== "function" || typeof l.de !== "function") continue;
    for (const f of [l.en, l.de] as ((...x: unknown[]) => string)[]) {
      if (f.length !== 1) continue;
      for (const n of [0, 1, 2]) expect(String(f(n)), l.path).not.toMatch(/undefined|NaN|\[object/);
    }
  }
});

test("no word calls anybody a fraudster", () => {
  for (const l of all) {
    for (const text of [l.en, l.de]) {
      if (typeof text === "string") expect(text, l.path).not.toMatch(/fraud|fake|imposter|betrüg|betrug|hochstap|fälsch/i);
    }
  }
});
