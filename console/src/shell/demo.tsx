// The way into a demonstration: a sample company whose people one can be in
// turn, to see what each may see and that no decision is made by one alone.
import { useEffect, useState } from "react";
import { useWords } from "../i18n";
import { Skeleton } from "../ui/parts";
import { Door } from "./door";

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
      sessionStorage.setItem("daylight.demo", secret);
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
