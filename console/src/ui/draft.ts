import { useEffect, useState } from "react";

const place = (key: string) => `daylight.draft.${key}`;

/** What was typed here before, or nothing. */
export function kept(key: string): string {
  return sessionStorage.getItem(place(key)) ?? "";
}

/** Keeps what was typed; an empty text leaves nothing behind. */
export function keep(key: string, text: string) {
  if (text) sessionStorage.setItem(place(key), text);
  else sessionStorage.removeItem(place(key));
}

/**
 * Text that survives a closed dialog, an ended session and a reload. It lives in
 * this tab only and goes when the tab does.
 */
export function useDraft(key: string): [string, (s: string) => void] {
  const [text, setText] = useState(() => kept(key));
  useEffect(() => keep(key, text), [key, text]);
  return [text, setText];
}
