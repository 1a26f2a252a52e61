import { useEffect, useState } from "react";

export type Theme = "light" | "dark" | "system";
const key = "daylight.theme";

const dark = () => window.matchMedia("(prefers-color-scheme: dark)");

/** The colour scheme, kept on this machine. */
export function useTheme(): [Theme, (t: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => {
    const kept = localStorage.getItem(key);
    return kept === "light" || kept === "dark" ? kept : "system";
  });
  useEffect(() => {
    const apply = () => {
      document.documentElement.dataset["theme"] = theme === "system" ? (dark().matches ? "dark" : "light") : theme;
    };
    apply();
    const query = dark();
    query.addEventListener("change", apply);
    return () => query.removeEventListener("change", apply);
  }, [theme]);
  return [
    theme,
    (t) => {
      localStorage.setItem(key, t);
      setTheme(t);
    },
  ];
}
