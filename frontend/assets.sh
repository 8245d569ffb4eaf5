#!/usr/bin/env bash
# Writes what `index.html` names into target/assets, called by Trunk before the page is built: `css/*.css` as one style
# sheet, and the scripts that stand in the page itself; minified where there is esbuild, and as they are where there is none.
set -euo pipefail
cd "$TRUNK_SOURCE_DIR"
assets=../target/assets

minify() { if command -v esbuild >/dev/null; then esbuild --minify --legal-comments=none --log-level=warning "$@"; else cat; fi; }

mkdir -p "$assets"
cat css/*.css | minify --loader=css >"$assets/plenum.css"
# What old browsers read says nothing that they do not know.
minify --loader=js --target=es5 <floor.js >"$assets/floor.js"
for script in boot registry translation update; do
    minify --loader=js --target=es2022 <"$script.js" >"$assets/$script.js"
done
