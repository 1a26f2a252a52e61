#!/bin/sh
# Installs what the tests need and a fresh Debian machine lacks, when it may;
# otherwise prints the one line to run. The race detector needs a C compiler.
set -eu
missing=""
command -v gcc >/dev/null 2>&1 || missing="gcc libc6-dev"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
  exit 0
fi
echo "The race detector needs a C compiler. Run: sudo apt-get install -y $missing" >&2
[ "${DAYLIGHT_REQUIRE:-}" = all ] && exit 1
exit 0
