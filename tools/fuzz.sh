#!/bin/sh
# Fuzzes every fuzz target for FUZZTIME each, one after another.
set -eu
cd "$(dirname "$0")/.."
time=${FUZZTIME:-30s}
go=${GO:-go}
for pkg in $($go list ./...); do
  for f in $($go test -list '^Fuzz' "$pkg" 2>/dev/null | grep '^Fuzz' || true); do
    echo "== $pkg $f"
    $go test -run '^$' -fuzz "^$f\$" -fuzztime "$time" -fuzzminimizetime 5x "$pkg"
  done
done
