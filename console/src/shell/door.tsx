import type { ReactNode } from "react";

/** A page before one is in. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="door">
      <div className="card">
        <div className="stack">
          <div className="row">
            <img src="/icon.svg" alt="" width="32" height="32" />
            <h1>{title}</h1>
          </div>
          {children}
        </div>
      </div>
    </main>
  );
}
