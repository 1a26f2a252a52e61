#!/bin/sh
# Measures speed and size. Every figure stands beside a reference that ran on
# the same machine in the same minute: compare ratios, not seconds.
#   EVENTS      Okta events of the large run (default 1000000, about 1.2 GB)
#   LARGER      a second run of this many events, to see how time and memory grow (default 0: none)
#   LOAD        short (default), full for the sizes that the server is held to
#               (1,000,000 people, 100,000 cases, a minute a phase, both stores), none
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}
events=${EVENTS:-1000000}
larger=${LARGER:-0}
dir=.bench
mkdir -p "$dir"
CGO_ENABLED=0 $go build -trimpath -o "$dir/endtoend" ./tools/endtoend

echo "== benchmarks of the parts"
$go test -run '^$' -bench . -benchtime 1s ./internal/ingest/source/okta ./internal/ingest/read ./internal/intel ./internal/place ./internal/identifier ./internal/link 2>/dev/null | grep -E '^(Benchmark|pkg:)' || true

echo "== from an event to the stored finding, at 2,000 a second (DAYLIGHT_PERSONS, default 20000)"
$go test -run '^$' -bench EventToFinding -benchtime 1x ./internal/live | grep -E '^Benchmark' || true

run() {
  if [ ! -f "$dir/company-$1/truth.json" ]; then
    echo "== making a company with $1 events"
    bin/daylight simulate --seed 1 --employees 20000 --applicants 100000 --events "$1" --out "$dir/company-$1" >/dev/null
  fi
  echo "== end to end, $1 events"
  "$dir/endtoend" bin/daylight "$dir/company-$1"
}
run "$events"
[ "$larger" = 0 ] || run "$larger"

load() {
  store=$1
  shift
  echo "== a server under load, $store"
  "$dir/load" -bin bin/daylight -dir "$dir/load-$store" -store "$store" "$@"
}
CGO_ENABLED=0 $go build -trimpath -o "$dir/load" ./tools/load
case ${LOAD:-short} in
short) load sqlite ;;
full)
  load sqlite -subjects 1000000 -cases 100000 -for 60s -patience 30m
  load postgres -subjects 1000000 -cases 100000 -for 60s -patience 30m
  ;;
esac
