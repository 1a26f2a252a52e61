import { useEffect, useRef } from "react";

/** Runs on single keys, but never while somebody types or a dialog is open. */
export function useKeys(keys: Record<string, () => void>) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
      const on = e.target as HTMLElement | null;
      if (on?.closest("input, textarea, select, [contenteditable], dialog")) return;
      if (e.key === "Enter" && on?.closest("a, button")) return;
      const run = latest.current[e.key];
      if (!run) return;
      e.preventDefault();
      run();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
