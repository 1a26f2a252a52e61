import { useQueryClient } from "@tanstack/react-query";
import type { Refusal } from "../api/client";
import { useApi } from "../api/context";
import { useWords } from "../i18n";
import { Dialog } from "../ui/parts";

/** Somebody changed the case since it was read: says what, and keeps what was typed. */
export function Conflict({ id, refusal, close }: { id: string; refusal: Refusal; close: () => void }) {
  const t = useWords();
  const { workspace } = useApi();
  const client = useQueryClient();
  return (
    <Dialog title={t.conflict.title} close={close}>
      <p>{t.conflict.why}</p>
      {refusal.problem.changed && refusal.problem.changed.length > 0 && (
        <ul>
          {refusal.problem.changed.map((x, i) => (
            <li key={i}>{x}</li>
          ))}
        </ul>
      )}
      <div className="row end">
        <button
          type="button"
          className="button primary"
          onClick={() => {
            void client.invalidateQueries({ queryKey: [workspace, "case", id] });
            close();
          }}
        >
          {t.conflict.read}
        </button>
      </div>
    </Dialog>
  );
}
