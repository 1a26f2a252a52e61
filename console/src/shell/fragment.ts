// Secrets come in the address's fragment, which browsers do not send to servers.
// They are taken out of the address and the history as soon as the program
// starts, before anything else looks at the address.

const found = new URLSearchParams(window.location.hash.slice(1));
const secrets = ["setup", "invite", "demo", "sign-in"].filter((name) => found.has(name));
if (secrets.length > 0) window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);

/** The secret of that name with which the page was opened. */
export function fragment(name: string): string | null {
  return found.get(name);
}
