import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refusal, unreachable } from "../api/client";
import { noticeEnd } from "./session-end";

const refusal = (code: string) => new Refusal({ ...unreachable, status: 401, code });

let ends = 0;
beforeEach(() => {
  ends = 0;
  const page = new EventTarget();
  page.addEventListener("daylight:session-ended", () => ends++);
  vi.stubGlobal("window", page);
});
afterEach(() => vi.unstubAllGlobals());

test.each([
  ["an answer that nobody is signed in", refusal("sign-in-needed"), 1],
  ["an answer that this role may not", refusal("not-allowed"), 0],
  ["a network that is away", new TypeError("Failed to fetch"), 0],
])("%s", (_, error, want) => {
  noticeEnd(error);
  expect(ends).toBe(want);
});
