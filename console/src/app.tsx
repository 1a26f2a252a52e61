import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { Speaking } from "./i18n";
import { makeRouter } from "./routes";
import { noticeEnd } from "./shell/session-end";
import { Toasts } from "./ui/toast";

export function App() {
  const [client] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({ onError: noticeEnd }),
        mutationCache: new MutationCache({ onError: noticeEnd }),
        defaultOptions: { queries: { staleTime: 10_000, refetchOnWindowFocus: true } },
      }),
  );
  const [router] = useState(() => makeRouter());
  return (
    <Speaking>
      <QueryClientProvider client={client}>
        <Toasts>
          <RouterProvider router={router} />
        </Toasts>
      </QueryClientProvider>
    </Speaking>
  );
}
