// The typed client of one workspace. Types come from the server's own document.
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Api = Client<paths>;

/** A refusal by the server, with its stable code. */
export class Refusal extends Error {
  readonly problem: Schemas["Problem"];
  constructor(problem: Schemas["Problem"]) {
    super(problem.detail ?? problem.title);
    this.name = "Refusal";
    this.problem = problem;
  }
  get code(): string {
    return this.problem.code;
  }
}

/** The server could not be reached, or did not speak as it should. */
export const unreachable: Schemas["Problem"] = {
  type: "urn:daylight:problem:unreachable",
  title: "The server does not answer",
  status: 0,
  code: "unreachable",
};

/** Returns the client of a workspace. */
export function clientOf(workspace: string): Api {
  return createClient<paths>({
    baseUrl: `/v1/workspaces/${encodeURIComponent(workspace)}`,
    credentials: "same-origin",
    headers: { Accept: "application/json" },
  });
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** Waits for an answer and turns every refusal into an exception. */
export async function take<T>(answer: Promise<Answer<T>>): Promise<T> {
  let got: Answer<T>;
  try {
    got = await answer;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Refusal(unreachable);
  }
  if (got.response.ok) return got.data as T;
  throw new Refusal(asProblem(got.error, got.response.status));
}

/** take, with the version that a change has to name. */
export async function takeTagged<T>(answer: Promise<Answer<T>>): Promise<{ body: T; tag: string }> {
  let tag = "*";
  const body = await take(
    answer.then((got) => {
      tag = got.response.headers.get("ETag") ?? "*";
      return got;
    }),
  );
  return { body, tag };
}

function asProblem(error: unknown, status: number): Schemas["Problem"] {
  if (error && typeof error === "object" && "code" in error) return error as Schemas["Problem"];
  return { ...unreachable, status };
}

/** The header by which a change names the version that was read. */
export function ifMatch(version: number): { "If-Match": string } {
  return { "If-Match": `"${version}"` };
}
