#!/bin/sh
# Installs what the tests need and a fresh Debian machine lacks, when it may;
# otherwise prints the one line to run. The race detector needs a C compiler, the
# stores' tests start a PostgreSQL server of their own, and the console's
# journeys drive a real browser.
set -eu
missing=""
command -v gcc >/dev/null 2>&1 || missing="gcc libc6-dev"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
[ -x "${DAYLIGHT_CHROMIUM:-/usr/bin/chromium}" ] || missing="$missing chromium"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  # The tests make clusters of their own: none is to be started on the machine.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
  exit 0
fi
echo "The race detector needs a C compiler, the tests of the stores PostgreSQL, and those of the console Node 20 and Chromium. Run: sudo apt-get install -y $missing" >&2
[ "${DAYLIGHT_REQUIRE:-}" = all ] && exit 1
exit 0
