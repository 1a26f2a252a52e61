// One catalogue of words. A language is an object of the same shape, so a
// missing string does not compile.
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from "react";
import { en } from "./en";

export type Words = typeof en;
export type Language = "en" | "de";

const others: Record<Exclude<Language, "en">, () => Promise<Words>> = {
  de: () => import("./de").then((m) => m.de),
};

type Speech = { t: Words; language: Language; speak: (l: Language) => void };

const Current = createContext<Speech>({ t: en, language: "en", speak: () => {} });

const key = "daylight.language";

function preferred(): Language {
  const kept = localStorage.getItem(key);
  if (kept === "en" || kept === "de") return kept;
  return navigator.language.startsWith("de") ? "de" : "en";
}

/** Gives what stands below its words, in the reader's language. */
export function Speaking({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(preferred);
  const [t, setWords] = useState<Words | null>(language === "en" ? en : null);
  useEffect(() => {
    document.documentElement.lang = language;
    if (language === "en") return setWords(en);
    let here = true;
    void others[language]().then((w) => here && setWords(w));
    return () => {
      here = false;
    };
  }, [language]);
  const value = useMemo<Speech | null>(
    () =>
      t && {
        t,
        language,
        speak: (l) => {
          localStorage.setItem(key, l);
          setLanguage(l);
        },
      },
    [t, language],
  );
  return value && <Current value={value}>{children}</Current>;
}

/** The words of the reader's language. */
export function useWords(): Words {
  return use(Current).t;
}

/** The language, and how to change it. */
export function useSpeech(): Speech {
  return use(Current);
}
