// Turns vitest's results into the lines of go test -json that tools/testlog
// counts: node golog.mjs PROJECT RESULTS.json
import { readFileSync } from "node:fs";
import { relative } from "node:path";

const [, , project, file] = process.argv;
const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
for (const suite of JSON.parse(readFileSync(file, "utf8")).testResults) {
  const at = { Package: `console/${project}`, Test: relative(process.cwd(), suite.name) };
  if (suite.assertionResults.length === 0) {
    say({ ...at, Action: "output", Output: `${suite.message}\n` });
    say({ ...at, Action: "fail" });
  }
  for (const t of suite.assertionResults) {
    const one = { ...at, Test: `${at.Test}: ${t.fullName}` };
    const words = t.failureMessages.length > 0 ? t.failureMessages.join("\n") : t.ancestorTitles.join(" ");
    say({ ...one, Action: "output", Output: `${words}\n` });
    say({ ...one, Action: { passed: "pass", failed: "fail" }[t.status] ?? "skip" });
  }
}
