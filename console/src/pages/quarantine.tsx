// What could not be read, why, and what to do about it.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { take } from "../api/client";
import { useApi } from "../api/context";
import { useMay } from "../api/session";
import { useChange } from "../api/use";
import { useSpeech, useWords } from "../i18n";
import { Card, Dialog, Empty, Field, Scroll, Skeleton, Trouble, When } from "../ui/parts";
import { useSay } from "../ui/toast";

type Why = "mended-elsewhere" | "not-needed" | "sample-data" | "known-fault" | "other";
const whys: readonly Why[] = ["mended-elsewhere", "not-needed", "sample-data", "known-fault", "other"];

export function Quarantine() {
  const t = useWords();
  const { api, workspace } = useApi();
  const { language } = useSpeech();
  const may = useMay("sources.write");
  const say = useSay();
  const [dropping, setDropping] = useState<readonly number[] | null>(null);
  const got = useInfiniteQuery({
    queryKey: [workspace, "quarantine"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => take(api.GET("/quarantine", { params: { query: { limit: 50, ...(pageParam && { after: pageParam }) } }, signal })),
    getNextPageParam: (last) => last.next || undefined,
    refetchOnWindowFocus: false, // each reading is an entry of the log
  });
  const retry = useChange((api, _: void) => api.POST("/quarantine/retry"), [["quarantine"], ["imports"]], (out) => say(t.sources.retried(out.files)));
  const list = got.data?.pages.flatMap((p) => p.items) ?? [];
  const total = got.data?.pages[0]?.total ?? 0;
  return (
    <Card
      bare
      title={<span id="quarantine">{t.sources.quarantineOf(total.toLocaleString(language))}</span>}
      actions={
        may &&
        total > 0 && (
          <div className="row">
            <button type="button" className="button" disabled={retry.isPending} onClick={() => retry.mutate()}>
              {t.sources.retry}
            </button>
            <button type="button" className="button" onClick={() => setDropping([])}>
              {t.sources.dropAll}
            </button>
          </div>
        )
      }
    >
      <p className="body small muted">{t.sources.quarantineWhy}</p>
      {(got.error ?? retry.error) && <Trouble error={got.error ?? retry.error} again={() => void got.refetch()} />}
      {got.isPending && <Skeleton lines={4} />}
      {got.data && total === 0 && <Empty title={t.sources.none} />}
      {list.length > 0 && (
        <Scroll label={t.sources.quarantine}>
          <table className="grid-table small">
            <thead>
              <tr>
                <th scope="col">{t.search.at}</th>
                <th scope="col">{t.sources.file}</th>
                <th scope="col" className="number">
                  {t.sources.line}
                </th>
                <th scope="col">{t.sources.reason}</th>
                {may && (
                  <th scope="col">
                    <span className="hidden-visually">{t.sources.drop}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {list.map((q) => (
                <tr key={q.id}>
                  <td>
                    <When at={q.at} />
                  </td>
                  <td className="wrap">{q.file}</td>
                  <td className="number">{q.line ?? ""}</td>
                  <td className="wrap">
                    <strong>{t.sources.reasons[q.reason as keyof typeof t.sources.reasons] ?? q.reason}</strong> {q.detail}
                  </td>
                  {may && (
                    <td>
                      <button type="button" className="button small" onClick={() => setDropping([q.id])}>
                        {t.sources.drop}
                      </button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {got.hasNextPage && (
        <div className="body">
          <button type="button" className="button small" disabled={got.isFetchingNextPage} onClick={() => void got.fetchNextPage()}>
            {t.common.more}
          </button>
        </div>
      )}
      {dropping && <DropDialog ids={dropping} total={total} close={() => setDropping(null)} />}
    </Card>
  );
}

function DropDialog({ ids, total, close }: { ids: readonly number[]; total: number; close: () => void }) {
  const t = useWords();
  const [reason, setReason] = useState<Why>("not-needed");
  const drop = useChange((api, _: void) => api.POST("/quarantine/drop", { body: { reason, ...(ids.length > 0 && { ids: [...ids] }) } }), [["quarantine"]], close);
  return (
    <Dialog title={t.sources.dropTitle(ids.length || total)} close={close}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          drop.mutate();
        }}
      >
        <p>{t.sources.dropWhy}</p>
        <Field label={t.sources.reason}>
          {(a) => (
            <select {...a} className="input" value={reason} onChange={(e) => setReason(e.target.value as Why)}>
              {whys.map((w) => (
                <option key={w} value={w}>
                  {t.sources.dropReasons[w]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Trouble error={drop.error} />
        <div className="row end">
          <button type="button" className="button" onClick={close}>
            {t.common.cancel}
          </button>
          <button className="button primary" disabled={drop.isPending}>
            {t.sources.drop}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
