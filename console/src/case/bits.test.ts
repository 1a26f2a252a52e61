import { expect, test } from "vitest";
import { total, waterfall } from "./bits";

const hit = (family: string, bits: number, strength = "hard", outcome: "hit" | "not-enough-data" = "hit") => ({ rule: `${family}-${bits}`, title: family, family, bits, strength, outcome });

test("the strongest finding of each family counts, largest first, each on the ones before", () => {
  const steps = waterfall([hit("bank", 3), hit("device", 12), hit("bank", 8), hit("contact", 12)]);
  expect(steps.map((s) => [s.family, s.from, s.bits])).toEqual([
    ["contact", 0, 12],
    ["device", 12, 12],
    ["bank", 24, 8],
  ]);
  expect(steps[2]?.findings.map((f) => f.bits)).toEqual([8, 3]);
  expect(total(steps)).toBe(32);
});

test("context and what lacks data weigh nothing", () => {
  expect(waterfall([hit("place", 9, "context"), hit("bank", 9, "hard", "not-enough-data")])).toEqual([]);
});
