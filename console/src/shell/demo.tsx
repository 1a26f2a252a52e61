// The way into a demonstration: a sample company whose people one can be in
// turn, to see what each may see and that no decision is made by one alone.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useWords } from "../i18n";
import { Skeleton } from "../ui/parts";
import { Door } from "./door";

const kept = "daylight.demo";
const whom = "daylight.demo.person";

type Person = { id: string; name: string; roles: string[] };
type People = { workspace: string; people: Person[] };

async function ask<T>(path: string, body: unknown): Promise<T> {
  const r = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!r.ok) throw new Error(String(r.status));
  return (r.status === 204 ? undefined : await r.json()) as T;
}

export function Demo({ secret }: { secret: string }) {
  const t = useWords();
  const [list, setList] = useState<People | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    ask<People>("/demo/people", { key: secret }).then(setList, setError);
  }, [secret]);
  const enter = (p: Person) => {
    ask("/demo/session", { key: secret, id: p.id }).then(() => {
      sessionStorage.setItem(kept, secret);
      sessionStorage.setItem(whom, p.id);
      window.location.assign(`/w/${encodeURIComponent(list?.workspace ?? "")}`);
    }, setError);
  };
  return (
    <Door title={t.demo.title}>
      <p className="muted">{t.demo.explain}</p>
      {error ? <p role="alert">{t.demo.failed}</p> : null}
      {!list && !error && <Skeleton />}
      <ul className="plain stack">
        {list?.people.map((p) => (
          <li key={p.id}>
            <button type="button" className="button" style={{ width: "100%", justifyContent: "space-between" }} onClick={() => enter(p)}>
              <strong>{p.name}</strong>
              <span className="muted small">{p.roles.map((r) => t.roles[r as keyof typeof t.roles] ?? r).join(", ")}</span>
            </button>
          </li>
        ))}
      </ul>
    </Door>
  );
}

/** In a demonstration: be somebody else, or let time pass. */
export function DemoBar() {
  const t = useWords();
  const client = useQueryClient();
  const [secret] = useState(() => sessionStorage.getItem(kept));
  const [failed, setFailed] = useState(false);
  if (!secret) return null;
  const later = (hours: number) => {
    ask("/demo/later", { key: secret, hours })
      .then(() => ask("/demo/session", { key: secret, id: sessionStorage.getItem(whom) ?? "" })) // time ended the session
      .then(() => client.invalidateQueries())
      .catch(() => setFailed(true));
  };
  return (
    <aside className="demo-bar row" aria-label={t.demo.title}>
      <strong>{t.demo.title}</strong>
      <a href={`/#demo=${secret}`}>{t.demo.change}</a>
      <button type="button" className="button small" onClick={() => later(24)}>
        {t.demo.day}
      </button>
      <button type="button" className="button small" onClick={() => later(24 * 15)}>
        {t.demo.weeks}
      </button>
      {failed && <span role="alert">{t.demo.failed}</span>}
    </aside>
  );
}
