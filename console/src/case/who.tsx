import { useRead } from "../api/use";
import { useMay } from "../api/session";
import { useWords } from "../i18n";

/** Somebody who works here, by name where the reader may know it. */
export function Who({ id }: { id: string | undefined }) {
  const t = useWords();
  const may = useMay("cases.read");
  const { data } = useRead(["colleagues"], (api, signal) => api.GET("/colleagues", { signal }), { enabled: may });
  if (!id) return <>{t.common.nobody}</>;
  if (id === "daylight") return <>Daylight</>;
  return <>{data?.colleagues.find((c) => c.id === id)?.name ?? id}</>;
}
