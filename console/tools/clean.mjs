// Empties the folder that is embedded in the binary, but for what explains it.
import { readdir, rm } from "node:fs/promises";

const dist = new URL("../../internal/console/dist/", import.meta.url);
for (const name of await readdir(dist)) {
  if (name !== "README") await rm(new URL(name, dist), { recursive: true });
}
