#!/bin/sh
# Fuzzes every fuzz target for FUZZTIME each, one after another. Targets are
# found in the text of the tests, so that a package that does not compile
# fails the run and is not passed over.
set -eu
cd "$(dirname "$0")/.."
time=${FUZZTIME:-30s}
go=${GO:-go}
targets=$(grep -rE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*\(' cmd internal tools |
  sed -E 's|^(.*)/[^/]*:func (Fuzz[A-Za-z0-9_]*).*|./\1 \2|' | sort)
n=0
while read -r pkg f; do
  n=$((n + 1))
  echo "== $pkg $f"
  $go test -run '^$' -fuzz "^$f\$" -fuzztime "$time" -fuzzminimizetime 5x "$pkg"
done <<EOF
$targets
EOF
echo "$n fuzz targets passed"
