// Writes src/api/schema.d.ts from the server's OpenAPI document. Every path
// stands in a workspace; the client knows which, so the types leave it out.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const prefix = "/v1/workspaces/{workspace}";
const document = JSON.parse(await readFile(new URL("../src/api/openapi.json", import.meta.url), "utf8"));
document.paths = Object.fromEntries(
  Object.entries(document.paths)
    .filter(([path]) => path.startsWith(prefix + "/"))
    .map(([path, item]) => {
      for (const operation of Object.values(item)) {
        operation.parameters = (operation.parameters ?? []).filter((p) => p.in !== "path" || p.name !== "workspace");
      }
      return [path.slice(prefix.length), item];
    }),
);
const types = astToString(await openapiTS(document));
await writeFile(new URL("../src/api/schema.d.ts", import.meta.url), "// Generated from openapi.json by tools/api.mjs; `make generate` writes it anew.\n" + types);
