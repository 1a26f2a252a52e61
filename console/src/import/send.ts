// Handing files in, one after the other, and going on when the line or the
// server was away for a while.
import { Refusal, unreachable, type Schemas } from "../api/client";
import type { Picked } from "./pick";

export type Sending = { at: number; of: number; name: string; sent: number; size: number; waiting: boolean };

/** How long the server may be away before a file counts as not sent. */
const patience = 120_000;

/** Sends one file. fetch tells no progress of what it sends, so this does not use it. */
function post(url: string, { name, file }: Picked, tell: (sent: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const form = new FormData();
    form.append("modified", new Date(file.lastModified).toISOString());
    form.append("file", file, name);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.onprogress = (e) => tell(Math.min(e.loaded, file.size));
    request.onerror = () => fail(new Refusal(unreachable));
    request.onabort = () => fail(new DOMException("stopped", "AbortError"));
    request.onload = () => (request.status < 300 ? done() : fail(new Refusal(problemOf(request))));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

function problemOf(request: XMLHttpRequest): Schemas["Problem"] {
  try {
    const p = JSON.parse(request.responseText) as Schemas["Problem"];
    if (p.code) return p;
  } catch {
    // not one of ours, such as a proxy's page
  }
  return { ...unreachable, status: request.status };
}

const away = (e: unknown) => e instanceof Refusal && (e.code === "unreachable" || e.problem.status >= 500);

/** Sends all files to an import; a file is sent again while the server is away. */
export async function sendAll(url: string, files: readonly Picked[], tell: (s: Sending) => void, signal: AbortSignal): Promise<void> {
  for (const [at, picked] of files.entries()) {
    const now = { at, of: files.length, name: picked.name, sent: 0, size: picked.file.size, waiting: false };
    const since = Date.now();
    for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
      try {
        tell(now);
        await post(url, picked, (sent) => tell({ ...now, sent }), signal);
        break;
      } catch (e) {
        if (!away(e) || Date.now() - since > patience) throw e;
        tell({ ...now, waiting: true });
        await new Promise((done) => setTimeout(done, pause));
        signal.throwIfAborted();
      }
    }
  }
}
