import { expect, test } from "vitest";
import { kindOf } from "./search-by";

test.each([
  ["Ana Ferro", "name"],
  ["  ana ", "name"],
  ["ana.ferro@example.com", "mail"],
  ["ana@", "name"],
  ["+1 212-555-0142", "phone"],
  ["(030) 90 22 11", "phone"],
  ["1234", "name"],
  ["c_4qqwzpspkvs5udany3s7v7p2rl", "case"],
] as const)("%s is a %s", (text, kind) => {
  expect(kindOf(text)).toBe(kind);
});
