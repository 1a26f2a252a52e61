import { Link } from "@tanstack/react-router";
import { useWords } from "../i18n";
import { Empty } from "../ui/parts";

export function Lost() {
  const t = useWords();
  return (
    <Empty
      title={t.lost.title}
      action={
        <Link className="button" to="/">
          {t.lost.back}
        </Link>
      }
    />
  );
}
