// What counsel alone may do: put the notice off, and keep a case from erasure.
import { useState } from "react";
import { ifMatch } from "../api/client";
import { useMay } from "../api/session";
import { useChange, type CaseDetail } from "../api/use";
import { useWords } from "../i18n";
import { Card, When } from "../ui/parts";
import { OneText } from "./one-text";

export function Counsel({ c }: { c: CaseDetail }) {
  const t = useWords();
  const may = useMay("cases.delay");
  const [doing, setDoing] = useState<"delay" | "hold" | "release" | null>(null);
  const close = () => setDoing(null);
  const at = { params: { path: { id: c.id }, header: ifMatch(c.version) } };
  const touches = [["case", c.id], ["cases"]];
  const delay = useChange((api, x: { reason: string; until: string }) => api.PUT("/cases/{id}/delay", { ...at, body: x }), touches, close);
  const hold = useChange((api, text: string) => api.PUT("/cases/{id}/hold", { ...at, body: { text } }), touches, close);
  const release = useChange((api, text: string) => api.POST("/cases/{id}/release", { ...at, body: { text } }), touches, close);
  if (!may) return null;
  const delayable = c.state === "second-person" || c.state === "proposed-adverse";
  return (
    <Card title={t.counsel.title}>
      <div className="stack small">
        {c.hold && (
          <p>
            {t.counsel.heldSince} <When at={c.hold.at} day />
          </p>
        )}
        <div className="row">
          {delayable && (
            <button type="button" className="button small" onClick={() => setDoing("delay")}>
              {t.counsel.delay}
            </button>
          )}
          <button type="button" className="button small" onClick={() => setDoing(c.hold ? "release" : "hold")}>
            {c.hold ? t.counsel.release : t.counsel.hold}
          </button>
        </div>
      </div>
      {doing === "delay" && (
        <OneText title={t.counsel.delay} why={t.counsel.delayWhy} label={t.decision.reason} hint={t.decision.reasonHint} when={t.extras.until} error={delay.error} busy={delay.isPending} close={close} send={(reason, until) => delay.mutate({ reason, until })} />
      )}
      {doing === "hold" && <OneText title={t.counsel.hold} why={t.counsel.holdWhy} label={t.decision.reason} error={hold.error} busy={hold.isPending} close={close} send={(text) => hold.mutate(text)} />}
      {doing === "release" && <OneText title={t.counsel.release} label={t.decision.reason} error={release.error} busy={release.isPending} close={close} send={(text) => release.mutate(text)} />}
    </Card>
  );
}
