import type { paths } from "../api/schema";
import type { Schemas } from "../api/client";

/** What a change of state reads from a form. */
export type Part = "reason" | "clears" | "adverse" | "step" | "notice" | "channel" | "occurred";

export type MovePath = Extract<keyof paths, `/cases/{id}/${string}`>;

type Move = { path: MovePath; parts: readonly Part[]; weight: "plain" | "main" | "grave" };

/** Every action of the workflow: its address, and what it asks for. */
export const moves: Record<string, Move> = {
  take: { path: "/cases/{id}/take", parts: [], weight: "main" },
  clear: { path: "/cases/{id}/clear", parts: ["clears", "reason"], weight: "plain" },
  "ask-interview": { path: "/cases/{id}/ask-interview", parts: ["step", "reason"], weight: "plain" },
  escalate: { path: "/cases/{id}/escalate", parts: ["reason"], weight: "plain" },
  resume: { path: "/cases/{id}/resume", parts: ["reason"], weight: "plain" },
  propose: { path: "/cases/{id}/propose", parts: ["adverse", "reason"], weight: "grave" },
  approve: { path: "/cases/{id}/approve", parts: ["reason"], weight: "grave" },
  "send-back": { path: "/cases/{id}/send-back", parts: ["reason"], weight: "plain" },
  "send-notice": { path: "/cases/{id}/send-notice", parts: ["notice", "channel"], weight: "grave" },
  "record-receipt": { path: "/cases/{id}/record-receipt", parts: ["channel", "occurred"], weight: "main" },
  finalise: { path: "/cases/{id}/finalise", parts: ["reason"], weight: "grave" },
  withdraw: { path: "/cases/{id}/withdraw", parts: ["reason"], weight: "plain" },
  appeal: { path: "/cases/{id}/appeal", parts: ["reason"], weight: "plain" },
  uphold: { path: "/cases/{id}/uphold", parts: ["reason"], weight: "grave" },
  overturn: { path: "/cases/{id}/overturn", parts: ["reason"], weight: "plain" },
  reopen: { path: "/cases/{id}/reopen", parts: ["reason"], weight: "plain" },
};

/** The road of an adverse decision, which the panel shows from the start. */
export const road = ["open", "looking", "escalated", "proposed-adverse", "second-person", "notice-sent", "waiting-period", "final"] as const;

/** Where a state stands on that road; -1 for one that has left it. */
export function mile(state: string): number {
  if (state === "needs-interview-check") return road.indexOf("looking");
  if (state === "appeal") return road.length - 1;
  return (road as readonly string[]).indexOf(state);
}

/** What a form lacks is shown with the words that the server gave when asked without it. */
export function serverOnly(missing: readonly string[], parts: readonly Part[]): string[] {
  const asked: Record<Part, RegExp> = {
    reason: /^a reason/,
    clears: /^an outcome that clears/,
    adverse: /^an outcome:/,
    step: /step/,
    notice: /notice/,
    channel: /how the (notice|receipt)|went out|is known/,
    occurred: /date|when/,
  };
  return missing.filter((m) => !parts.some((p) => asked[p].test(m)));
}

export type CaseMove = Schemas["CaseMove"];
