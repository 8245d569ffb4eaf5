#!/usr/bin/env bash
# Bundles the editor of the notes from the packages of the lock file: `dist/editor.js` with its style sheet inside, and
# `dist/LICENSES.txt`. Both are checked in, so that nobody needs Node to build the page.
#
#   frontend/editor/build.sh          writes them
#   frontend/editor/build.sh --check  builds them elsewhere and compares, byte for byte
set -euo pipefail
cd "$(dirname "$0")"

fail() { printf '%s\n' "$*" >&2; exit 1; }

../setup.sh esbuild
esbuild=../../target/tools/esbuild
[ -x "$esbuild" ] || fail "The editor is bundled with Node 20 or newer with npm: install it, https://nodejs.org."
# The lock file that was installed last lies beside what it installed.
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --ignore-scripts --loglevel=error </dev/null
    cp package-lock.json node_modules/.installed
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$esbuild" --minify --legal-comments=none --log-level=warning --outfile="$work/look.css" ../css/notes/editor.css
"$esbuild" src/editor.ts --bundle --minify --format=esm --target=es2022 --charset=utf8 --legal-comments=none --log-level=warning \
    --alias:plenum-look="$work/look.css" --loader:.css=text --metafile="$work/report.json" --outfile="$work/editor.js"
node licenses.js "$work/report.json" >"$work/LICENSES.txt"

for file in editor.js LICENSES.txt; do
    if [ "${1-}" != --check ]; then
        mkdir -p dist
        cp "$work/$file" "dist/$file"
    elif ! cmp -s "$work/$file" "dist/$file"; then
        fail "frontend/editor/dist/$file is not what its sources give: run frontend/editor/build.sh and commit it."
    fi
done
