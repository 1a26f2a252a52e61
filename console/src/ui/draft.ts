import { useEffect, useState } from "react";

/**
 * Text that survives a closed dialog, an ended session and a reload. It lives in
 * this tab only and goes when the tab does.
 */
export function useDraft(key: string): [string, (s: string) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(`daylight.draft.${key}`) ?? "");
  useEffect(() => {
    if (text) sessionStorage.setItem(`daylight.draft.${key}`, text);
    else sessionStorage.removeItem(`daylight.draft.${key}`);
  }, [key, text]);
  return [text, setText];
}
