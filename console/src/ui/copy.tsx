import { useWords } from "../i18n";
import { useSay } from "./toast";

/** A text to take elsewhere, and the button that copies it. */
export function Copy({ text }: { text: string }) {
  const t = useWords();
  const say = useSay();
  return (
    <p className="row">
      <code className="value">{text}</code>
      <button type="button" className="button small no-print" onClick={() => void navigator.clipboard.writeText(text).then(() => say(t.common.copied))}>
        {t.common.copy}
      </button>
    </p>
  );
}
