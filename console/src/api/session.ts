import { useQuery } from "@tanstack/react-query";
import { Refusal, take, type Schemas } from "./client";
import { useApi } from "./context";

export type Me = Schemas["Me"];

/** Who is signed in; null for nobody. */
export function useMe() {
  const { api, workspace } = useApi();
  return useQuery({
    queryKey: [workspace, "me"],
    staleTime: Infinity, // an ended session shows at the next answer, over the page
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        return await take(api.GET("/session", { signal }));
      } catch (e) {
        if (e instanceof Refusal && e.problem.status === 401) return null;
        throw e;
      }
    },
  });
}

/** Whether the person signed in has a right. */
export function useMay(right: string): boolean {
  const { data } = useMe();
  return data?.rights.includes(right) ?? false;
}
