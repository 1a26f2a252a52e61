import { describe, expect, test } from "vitest";
import { lanes, nights, sourceOf, ticks, zoomed } from "./time";

const day = 86_400_000;
const at = Date.UTC(2026, 10, 20);
const entry = (record?: string) => ({ occurred_at: new Date(at).toISOString(), recorded_at: new Date(at).toISOString(), ...(record && { record }) });

test("a record's key names its source; what has none was done here", () => {
  expect(sourceOf(entry("okta:main:sign-in:1"))).toBe("okta");
  expect(sourceOf(entry())).toBe("daylight");
  expect(lanes([entry(), entry("okta:main:x"), entry("adp:main:y"), entry("okta:main:z")]).map((l) => [l.name, l.entries.length])).toEqual([
    ["adp", 1],
    ["okta", 2],
    ["daylight", 1],
  ]);
});

describe("zoom", () => {
  const whole = { from: at, to: at + 100 * day };
  test("about the middle", () => expect(zoomed(whole, 0.5, whole)).toEqual({ from: at + 25 * day, to: at + 75 * day }));
  test("never beyond everything", () => expect(zoomed({ from: at, to: at + 60 * day }, 10, whole)).toEqual(whole));
  test("never below an hour", () => {
    const v = zoomed({ from: at, to: at + 3_600_000 }, 0.1, whole);
    expect(v.to - v.from).toBe(3_600_000);
  });
});

test("marks are round and few", () => {
  for (const span of [3_600_000, day, 10 * day, 100 * day, 2000 * day]) {
    const marks = ticks({ from: at, to: at + span }, "en");
    expect(marks.length).toBeLessThanOrEqual(13);
    expect(marks.every((m) => m.at >= at && m.at < at + span)).toBe(true);
  }
});

const sun = (d: number, part: object) => ({ noon_at: new Date(at + d * day + day / 2).toISOString(), ...part });
const clock = (d: number, hour: number) => new Date(at + d * day + hour * 3_600_000).toISOString();

test("nights are dark from dusk to dawn, and half dark in twilight", () => {
  const days = [0, 1].map((d) => sun(d, { dawn_at: clock(d, 6), rise_at: clock(d, 6.5), set_at: clock(d, 17), dusk_at: clock(d, 17.5) }));
  const list = nights(days, { from: at, to: at + 2 * day });
  const dark = list.filter((n) => n.dark).reduce((sum, n) => sum + (n.to - n.from), 0) / 3_600_000;
  const half = list.filter((n) => !n.dark).reduce((sum, n) => sum + (n.to - n.from), 0) / 3_600_000;
  expect(dark).toBeCloseTo(6 + 12.5 + 6.5);
  expect(half).toBeCloseTo(2);
});

test("polar day has no night, polar night no day", () => {
  const v = { from: at, to: at + day };
  expect(nights([sun(0, { up_all_day: true })], v)).toEqual([]);
  expect(nights([sun(0, { down_all_day: true })], v)).toEqual([{ ...v, dark: true }]);
});
