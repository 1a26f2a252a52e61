import { expect, test } from "vitest";
import { runFor } from "./keys";

const plain = { ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false };
/** An element that lies in elements of these names. */
const within = (...names: string[]) => ({ closest: (selector: string) => (selector.split(", ").some((s) => names.includes(s)) ? {} : null) });
const next = () => {};
const open = () => {};
const keys = { j: next, Enter: open };

test.each([
  ["a key on the page", { key: "j", target: within("main") }, next],
  ["a key with no binding", { key: "z", target: within("main") }, undefined],
  ["a key that only the prototype has", { key: "toString", target: within("main") }, undefined],
  ["a key while typing", { key: "j", target: within("input") }, undefined],
  ["a key in a dialog", { key: "j", target: within("dialog") }, undefined],
  ["a browser's own shortcut", { key: "j", target: within("main"), ctrlKey: true }, undefined],
  ["a key that somebody dealt with", { key: "j", target: within("main"), defaultPrevented: true }, undefined],
  ["Enter on the page", { key: "Enter", target: within("main") }, open],
  ["Enter on a button presses the button", { key: "Enter", target: within("button") }, undefined],
  ["a letter on a button", { key: "j", target: within("button") }, next],
  ["a press on the window itself", { key: "j", target: {} }, next],
])("%s", (_, press, want) => {
  expect(runFor({ ...plain, ...press }, keys)).toBe(want);
});
