/** What somebody typed: the server is asked by one of these. */
export type By = "name" | "mail" | "phone" | "case";

/** Tells by its form what a text is. */
export function kindOf(text: string): By {
  const s = text.trim();
  if (/^c_[a-z0-9]{6,}$/i.test(s)) return "case";
  if (/^[^\s@]+@[^\s@]+$/.test(s)) return "mail";
  if (/^\+?[\d\s().\-/]{6,}$/.test(s) && s.replace(/\D/g, "").length >= 6) return "phone";
  return "name";
}
