#!/bin/sh
# The console's tests: types, units, and journeys in a real browser against the
# built binary. Their results are appended to the log given, in the form of
# go test -json, so that they are counted with the others.
set -eu
log=$(realpath "$1")
cd "$(dirname "$0")/../console"
if ! command -v npm >/dev/null 2>&1; then
  printf '{"Action":"output","Package":"console","Test":"all","Output":"no Node here: install Node 20 or later\\n"}\n{"Action":"skip","Package":"console","Test":"all"}\n' >>"$log"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
npx tsc --noEmit || status=$?
cp src/api/schema.d.ts "$work/schema.d.ts"
npm run --silent api
cmp -s src/api/schema.d.ts "$work/schema.d.ts" || { echo "console/src/api/schema.d.ts was stale: run make generate"; status=1; }
for project in unit e2e; do
  npx vitest run --project "$project" --reporter=json --outputFile="$work/$project.json" >/dev/null 2>"$work/$project.err" || status=$?
  if [ ! -s "$work/$project.json" ]; then
    cat "$work/$project.err"
    exit 1
  fi
  node tools/golog.mjs "$project" "$work/$project.json" >>"$log"
done
exit "$status"
