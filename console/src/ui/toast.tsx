import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from "react";
import { useWords } from "../i18n";

type Toast = { id: number; text: string; action?: { label: string; run: () => void } };
type Say = (text: string, action?: Toast["action"]) => void;

const Current = createContext<Say>(() => {});

const shown = 8000;

/** Shows short messages in a corner, each with room for one way back. */
export function Toasts({ children }: { children: ReactNode }) {
  const t = useWords();
  const [list, setList] = useState<Toast[]>([]);
  const next = useRef(1);
  const drop = useCallback((id: number) => setList((l) => l.filter((x) => x.id !== id)), []);
  const say = useCallback<Say>(
    (text, action) => {
      const id = next.current++;
      setList((l) => [...l.slice(-2), action ? { id, text, action } : { id, text }]);
      if (!action) window.setTimeout(() => drop(id), shown); // a way back stays until somebody is done with it
    },
    [drop],
  );
  const value = useMemo(() => say, [say]);
  return (
    <Current value={value}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {list.map((x) => (
          <div key={x.id} className="toast">
            <span>{x.text}</span>
            {x.action && (
              <button
                type="button"
                onClick={() => {
                  x.action?.run();
                  drop(x.id);
                }}
              >
                {x.action.label}
              </button>
            )}
            <button type="button" aria-label={t.common.dismiss} onClick={() => drop(x.id)}>
              ×
            </button>
          </div>
        ))}
      </div>
    </Current>
  );
}

/** Says something in a corner of the page. */
export function useSay(): Say {
  return use(Current);
}
