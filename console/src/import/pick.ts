// What somebody drops or chooses, as files with their folders.

export type Picked = { name: string; file: File };

/** Files that no export is: a desktop's own, and hidden ones. */
export function isLitter(name: string): boolean {
  const base = name.slice(name.lastIndexOf("/") + 1);
  return name.split("/").some((p) => p.startsWith(".")) || base === "Thumbs.db" || base === "desktop.ini";
}

/** The files of an input, which names folders where one was chosen. */
export function fromInput(list: FileList | null): Picked[] {
  return [...(list ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
}

/** The files of a drop, with those of dropped folders. */
export async function fromDrop(data: DataTransfer): Promise<Picked[]> {
  const entries = [...data.items].map((i) => i.webkitGetAsEntry()).filter((e) => e !== null);
  if (entries.length === 0) return [...data.files].map((file) => ({ name: file.name, file }));
  return (await Promise.all(entries.map((e) => walk(e, "")))).flat();
}

async function walk(entry: FileSystemEntry, at: string): Promise<Picked[]> {
  const name = at + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    return [{ name, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const out: Picked[] = [];
  for (;;) {
    // A reader hands out a hundred entries at a time, and none at its end.
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return out;
    for (const e of some) out.push(...(await walk(e, `${name}/`)));
  }
}

/** Bytes as people say them. */
export function sizeText(bytes: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let n = bytes;
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return new Intl.NumberFormat(language, { style: "unit", unit: units[unit] ?? "byte", unitDisplay: "short", maximumFractionDigits: n < 10 && unit > 0 ? 1 : 0 }).format(n);
}
