/**
 * Takes a secret out of the address's fragment, which browsers do not send to
 * servers, and out of the address and the history.
 */
export function fragment(name: string): string | null {
  const all = new URLSearchParams(window.location.hash.slice(1));
  const value = all.get(name);
  if (value) window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  return value;
}
