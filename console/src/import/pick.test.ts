import { expect, test } from "vitest";
import { isLitter, sizeText } from "./pick";

test.each([
  ["exports/okta.json", false],
  ["exports/.DS_Store", true],
  [".git/config", true],
  ["exports/Thumbs.db", true],
  ["exports/my.export.csv", false],
] as const)("%s is left out: %s", (name, litter) => {
  expect(isLitter(name)).toBe(litter);
});

test("sizes are said in fitting units", () => {
  expect(sizeText(0, "en")).toBe("0 byte");
  expect(sizeText(999, "en")).toBe("999 byte");
  expect(sizeText(1500, "en")).toBe("1.5 kB");
  expect(sizeText(23_400_000, "en")).toBe("23 MB");
  expect(sizeText(16_000_000_000, "en")).toBe("16 GB");
});
