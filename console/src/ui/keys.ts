import { useEffect, useRef } from "react";

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "defaultPrevented"> & { target: unknown };

/** What a key does here: nothing while somebody types, a dialog is open, or the key belongs to a button. */
export function runFor(e: Press, keys: Record<string, () => void>): (() => void) | undefined {
  if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return undefined;
  const on = e.target as Pick<HTMLElement, "closest"> | null;
  if (on?.closest?.("input, textarea, select, [contenteditable], dialog")) return undefined;
  if (e.key === "Enter" && on?.closest?.("a, button")) return undefined;
  return Object.hasOwn(keys, e.key) ? keys[e.key] : undefined;
}

/** Runs on single keys, but never while somebody types or a dialog is open. */
export function useKeys(keys: Record<string, () => void>) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      const run = runFor(e, latest.current);
      if (!run) return;
      e.preventDefault();
      run();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
