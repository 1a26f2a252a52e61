import { createContext, use, useMemo, type ReactNode } from "react";
import { clientOf, type Api } from "./client";

const Current = createContext<{ api: Api; workspace: string } | null>(null);

/** Gives what stands below the client of one workspace. */
export function InWorkspace({ workspace, children }: { workspace: string; children: ReactNode }) {
  const value = useMemo(() => ({ api: clientOf(workspace), workspace }), [workspace]);
  return <Current value={value}>{children}</Current>;
}

/** The client of the workspace around, and its name. */
export function useApi(): { api: Api; workspace: string } {
  const value = use(Current);
  if (!value) throw new Error("no workspace around");
  return value;
}
