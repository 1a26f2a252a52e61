// Reading and changing through TanStack Query, with refusals as errors.
import { useMutation, useQuery, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { Refusal, take, takeTagged, type Api, type Schemas } from "./client";
import { useApi } from "./context";

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** Reads something; key names it within the workspace. */
export function useRead<T>(key: QueryKey, ask: (api: Api, signal: AbortSignal) => Answer<T>, options: { enabled?: boolean; every?: number; keep?: boolean } = {}) {
  const { api, workspace } = useApi();
  return useQuery<T>({
    queryKey: [workspace, ...key],
    queryFn: ({ signal }) => take(ask(api, signal)),
    enabled: options.enabled ?? true,
    refetchInterval: options.every ?? false,
    ...(options.keep && { placeholderData: (before: T | undefined) => before as never }),
    retry: (n, e) => n < 2 && !(e instanceof Refusal && e.problem.status >= 400 && e.problem.status < 500),
  });
}

/** Reads something whose version stands in the answer's ETag only. */
export function useReadTagged<T>(key: QueryKey, ask: (api: Api, signal: AbortSignal) => Answer<T>) {
  const { api, workspace } = useApi();
  return useQuery<{ body: T; tag: string }>({ queryKey: [workspace, ...key], queryFn: ({ signal }) => takeTagged(ask(api, signal)) });
}

/** Changes something and reads anew what it touched. */
export function useChange<In, Out>(change: (api: Api, input: In) => Answer<Out>, touches: QueryKey[], done?: (out: Out, input: In) => void) {
  const { api, workspace } = useApi();
  const client = useQueryClient();
  return useMutation<Out, Error, In>({
    mutationFn: (input) => take(change(api, input)),
    onSuccess: async (out, input) => {
      done?.(out, input);
      await Promise.all(touches.map((key) => client.invalidateQueries({ queryKey: [workspace, ...key] })));
    },
  });
}

export type CaseDetail = Schemas["CaseDetail"];
