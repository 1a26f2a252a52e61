import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keep, kept } from "./draft";

const stored = new Map<string, string>();
beforeEach(() => {
  stored.clear();
  vi.stubGlobal("sessionStorage", { getItem: (k: string) => stored.get(k) ?? null, setItem: (k: string, v: string) => stored.set(k, v), removeItem: (k: string) => stored.delete(k) });
});
afterEach(() => vi.unstubAllGlobals());

test("a draft comes back under its own key only", () => {
  keep("note.c_1", "the manager knows");
  expect(kept("note.c_1")).toBe("the manager knows");
  expect(kept("note.c_2")).toBe("");
});

test("an emptied draft leaves nothing in the browser", () => {
  keep("note.c_1", "the manager knows");
  keep("note.c_1", "");
  expect(stored.size).toBe(0);
});
