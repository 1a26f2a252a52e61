// Passkeys: the browser's side of the two ceremonies.

/** Whether this browser can use passkeys here. */
export function canUsePasskeys(): boolean {
  if (/^[\d.]+$|:/.test(window.location.hostname)) return false; // browsers refuse them for a bare address
  return typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential && window.isSecureContext;
}

/** Proves a passkey; null when the person turned back. */
export async function provePasskey(options: unknown): Promise<Record<string, unknown> | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return answer(() => navigator.credentials.get({ publicKey }));
}

/** Makes a passkey; null when the person turned back. */
export async function makePasskey(options: unknown): Promise<Record<string, unknown> | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return answer(() => navigator.credentials.create({ publicKey }));
}

async function answer(ceremony: () => Promise<Credential | null>): Promise<Record<string, unknown> | null> {
  try {
    const credential = await ceremony();
    return credential ? ((credential as PublicKeyCredential).toJSON() as Record<string, unknown>) : null;
  } catch (e) {
    if (e instanceof DOMException && (e.name === "NotAllowedError" || e.name === "AbortError")) return null;
    throw e;
  }
}
