#!/bin/sh
# Builds the web console into internal/console/dist when its sources are newer.
# Without Node the program builds all the same and says how to get the console.
set -eu
cd "$(dirname "$0")/../console"
if ! command -v npm >/dev/null 2>&1; then
  echo "No Node here: the console is left out. Install Node 20 or later and run make console."
  exit 0
fi
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error
fi
dist=../internal/console/dist
if [ -f "$dist/index.html" ] && [ -z "$(find src public index.html package.json package-lock.json vite.config.ts -newer "$dist/index.html" -print -quit)" ]; then
  exit 0
fi
npm run --silent build
