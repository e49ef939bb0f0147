#!/bin/sh
# Reads a Lockstep repository with tuf-js, a TUF client that shares nothing with ours.
#
#     check.sh TRUSTED_ROOT REPO WORK
#
# WORK is any directory; tuf-js is installed there once, with npm. Exit codes: 0 every target of the repository was
# verified and every spoilt copy refused, 1 not so, 75 tuf-js could not be installed (no npm, or no registry in reach).
set -eu
[ $# -eq 3 ] || { echo "usage: check.sh TRUSTED_ROOT REPO WORK" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
root=$(realpath "$1") repo=$(realpath "$2")
mkdir -p "$3"
work=$(realpath "$3")
if ! [ -d "$work/node_modules/tuf-js" ]; then
  command -v npm >/dev/null || { echo "npm is not installed: apt-get install npm" >&2; exit 75; }
  cp "$here/package.json" "$work/"
  (cd "$work" && npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error) >&2 || exit 75
fi
cp "$here/check.mjs" "$work/"
exec node "$work/check.mjs" "$root" "$repo" "$work"
