// Small parts that every page is made of.
import { useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { Refusal } from "../api/client";
import { useSpeech, useWords } from "../i18n";

export function Card({ title, actions, children, bare }: { title?: ReactNode; actions?: ReactNode; children: ReactNode; bare?: boolean }) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={title ? id : undefined}>
      {title && (
        <header>
          <h2 id={id}>{title}</h2>
          {actions}
        </header>
      )}
      {bare ? children : <div className="body">{children}</div>}
    </section>
  );
}

export function Title({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="title">
      <h1>{children}</h1>
      {actions}
    </div>
  );
}

/** A tier, always as a word: colour alone tells nobody anything. */
export function Tier({ tier }: { tier: string | undefined }) {
  const t = useWords();
  if (!tier) return null;
  return <span className={`badge ${tier}`}>{t.tiers[tier as keyof typeof t.tiers] ?? tier}</span>;
}

export function Strength({ strength }: { strength: string }) {
  const t = useWords();
  return <span className={`badge ${strength}`}>{t.strengths[strength as keyof typeof t.strengths] ?? strength}</span>;
}

/** A time in the reader's zone, with the zone and UTC on hover. */
export function When({ at, day }: { at: string | undefined; day?: boolean }) {
  const { language } = useSpeech();
  if (!at) return <span className="muted">–</span>;
  const d = new Date(at);
  const text = day
    ? d.toLocaleDateString(language, { dateStyle: "medium" })
    : d.toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  const full = d.toLocaleString(language, { dateStyle: "full", timeStyle: "long" });
  return (
    <time dateTime={at} title={`${full} · ${d.toISOString().replace(".000Z", "Z")}`}>
      {text}
    </time>
  );
}

/** How long ago, in the largest unit that fits. */
export function Age({ at }: { at: string }) {
  const { language } = useSpeech();
  const hours = (Date.now() - Date.parse(at)) / 3_600_000;
  const form = new Intl.NumberFormat(language, { style: "unit", unit: hours < 48 ? "hour" : "day", unitDisplay: "short", maximumFractionDigits: 0 });
  return (
    <time dateTime={at} title={new Date(at).toLocaleString(language)}>
      {form.format(Math.max(0, hours < 48 ? hours : hours / 24))}
    </time>
  );
}

export function Skeleton({ lines = 3 }: { lines?: number }) {
  const t = useWords();
  return (
    <div className="stack" role="status" aria-label={t.common.loading}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="skeleton" style={{ width: `${90 - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** What went wrong, in words, with what to do about it. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const t = useWords();
  if (!error) return null;
  return (
    <div className="notice bad" role="alert">
      <div className="stack">
        <p>{explain(error, t.problems)}</p>
        {error instanceof Refusal && <Missing list={error.problem.missing} />}
        {again && (
          <div>
            <button type="button" className="button small" onClick={again}>
              {t.common.again}
            </button>
          </div>
        )}
      </div>
    </div>
  );
}

/** The words for an error: those of the catalogue for its code, then the server's. */
export function explain(error: unknown, words: Record<string, string>): string {
  if (error instanceof Refusal) {
    const base = words[error.code] ?? error.problem.title;
    const faults = (error.problem.faults ?? []).map((f) => f.what).join("; ");
    if (error.problem.missing?.length) return base; // the list says the rest
    const more = faults || (error.problem.detail && error.problem.detail !== base ? error.problem.detail : "");
    return more && more !== base ? `${base} ${more}` : base;
  }
  return words["unknown"] ?? String(error);
}

export function Missing({ list }: { list: readonly string[] | undefined }) {
  if (!list?.length) return null;
  return (
    <ul className="steps">
      {list.map((m) => (
        <li key={m}>
          <span aria-hidden="true">○</span>
          {m}
        </li>
      ))}
    </ul>
  );
}

export function Field({ label, hint, fault, children }: { label: string; hint?: ReactNode; fault?: string; children: (id: { id: string; "aria-describedby"?: string; "aria-invalid"?: boolean }) => ReactNode }) {
  const id = useId();
  const described = hint || fault ? `${id}-hint` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, ...(described && { "aria-describedby": described }), ...(fault && { "aria-invalid": true }) })}
      {described && (
        <div id={described}>
          {hint && <span className="hint">{hint}</span>}
          {fault && <span className="fault">{fault}</span>}
        </div>
      )}
    </div>
  );
}

/** A modal dialog: focus goes in, Escape closes, focus comes back. */
export function Dialog({ title, close, children, wide }: { title: string; close: () => void; children: ReactNode; wide?: boolean }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the element leaves the page: a dialog that is closed later gives no focus back.
  useLayoutEffect(() => {
    const d = ref.current;
    if (d && !d.open) d.showModal();
    return () => d?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={wide ? "wide" : undefined}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        close();
      }}
    >
      <div className="inside">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

export function Tabs<T extends string>({ tabs, at, go, label }: { tabs: readonly { id: T; title: ReactNode }[]; at: T; go: (id: T) => void; label: string }) {
  const move = (by: number) => {
    const i = tabs.findIndex((x) => x.id === at);
    const next = tabs[(i + by + tabs.length) % tabs.length];
    if (next) {
      go(next.id);
      document.getElementById(`tab-${next.id}`)?.focus();
    }
  };
  return (
    <div className="tabs" role="tablist" aria-label={label}>
      {tabs.map((x) => (
        <button
          key={x.id}
          id={`tab-${x.id}`}
          type="button"
          role="tab"
          aria-selected={x.id === at}
          aria-controls="tab-panel"
          tabIndex={x.id === at ? 0 : -1}
          onClick={() => go(x.id)}
          onKeyDown={(e) => {
            if (e.key === "ArrowRight") move(1);
            if (e.key === "ArrowLeft") move(-1);
          }}
        >
          {x.title}
        </button>
      ))}
    </div>
  );
}

/** A part that may be wider than its place: it scrolls, also by keyboard. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
