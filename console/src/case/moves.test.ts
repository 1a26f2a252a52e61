import { expect, test } from "vitest";
import { mile, moves, serverOnly } from "./moves";
import { en } from "../i18n/en";

test("what a form asks for is not shown as missing before it is filled in", () => {
  const missing = ["a reason of at least 3 words", "the evidence opened by you: shared-phone", "an outcome: confirmed or identity-misused"];
  expect(serverOnly(missing, ["reason", "adverse"])).toEqual(["the evidence opened by you: shared-phone"]);
  expect(serverOnly(missing, [])).toEqual(missing);
});

test("every action of the workflow has a name", () => {
  for (const action of Object.keys(moves)) expect(en.decision.actions[action], action).toBeTruthy();
});

test("states outside of the road stand where they came from", () => {
  expect(mile("needs-interview-check")).toBe(mile("looking"));
  expect(mile("cleared")).toBe(-1);
  expect(mile("appeal")).toBe(mile("final"));
});
