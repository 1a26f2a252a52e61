#!/bin/sh
# Everything that CI runs. Under DAYLIGHT_REQUIRE=all a skipped test fails.
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}

echo "== formatting and vet"
out=$(gofmt -l cmd internal tools)
[ -z "$out" ] || { echo "gofmt these files:"; echo "$out"; exit 1; }
$go vet ./...

echo "== the console"
sh tools/console.sh

echo "== generated pages are fresh"
CGO_ENABLED=0 $go build -trimpath -o bin/daylight ./cmd/daylight
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bin/daylight internal-docs "$tmp/rules"
diff -r docs/rules "$tmp/rules" >/dev/null || { echo "docs/rules is stale: run make generate"; exit 1; }

echo "== tests"
race="-race"
command -v gcc >/dev/null 2>&1 || race=""
log="$tmp/test.log"
status=0
$go test $race -shuffle=on -timeout 40m -json ./... >"$log" || status=$?
if [ -n "$race" ]; then # the floors on all companies and the long log, without the detector's cost
  $go test -timeout 20m -json -run 'TestFloors|TestLongLog' ./internal/eval ./internal/audit >>"$log" || status=$?
fi
echo "== the console's tests"
sh tools/console-test.sh "$log" || status=$?
$go run ./tools/testlog "$log" || status=$?
exit $status
