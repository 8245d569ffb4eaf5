#!/usr/bin/env bash
# Cuts the program in two, called by Trunk when the page is built: what one needs to see the lobby, and what only a meeting
# needs (`src/room_chunk.rs`), which is fetched while somebody chooses a name. Puts both in the place of Trunk's uncut program:
#
#   plenum-HASH.js  plenum-HASH_bg.wasm     the first part
#   plenum-HASH_split.js                    knows how to fetch the second
#   plenum-HASH_room.wasm                 the second part
set -euo pipefail
cd "$TRUNK_SOURCE_DIR/.."

program=target/wasm32-unknown-unknown/page/plenum-page.wasm
work=target/split
page="$TRUNK_STAGING_DIR/index.html"

# What goes in decides what comes out, so its hash may name it.
tools=$(wasm-opt --version 2>/dev/null || echo "no wasm-opt")
hash=$({ cat "$program" frontend/split.sh frontend/setup.sh && echo "$tools"; } | sha256sum | cut -c 1-16)
name="plenum-$hash"

rm -rf "$work"
mkdir -p "$work"
wasm-split-cli "$program" "$work" --out-name "$name"
wasm-bindgen --target web --no-typescript --keep-lld-exports --out-dir "$work/out" --out-name "$name" "$work/$name.wasm"
# Names with the hash, so that browsers may keep them for ever and never mix the parts of two builds.
mv "$work/split_room.wasm" "$work/out/${name}_room.wasm"
sed -i "s/from \"\.\/__wasm_split\.js\"/from \".\/${name}_split.js\"/" "$work/out/$name.js"
sed "s/split_room\.wasm/${name}_room.wasm/" "$work/__wasm_split.js" >"$work/out/${name}_split.js"
# Fetched by `boot.js`, which takes it under any content type and knows when it is missing.
sed -i "s/WebAssembly\.instantiateStreaming(/window.plenumBoot.instantiate(/" "$work/out/${name}_split.js"
grep -q "plenumBoot" "$work/out/${name}_split.js"

# Both parts speak through a table and a memory: no option may take a name away that the other one uses.
if command -v wasm-opt >/dev/null; then
    for part in "$work/out/"*.wasm; do
        wasm-opt -Oz --enable-reference-types --enable-bulk-memory --enable-nontrapping-float-to-int \
            --enable-sign-ext --enable-mutable-globals --enable-multivalue "$part" -o "$part"
    done
fi

# The names by which script and program call each other end in hashes, which no compression makes shorter: they get numbers
# of the same length instead, for the length of a name stands before it in the program.
if command -v perl >/dev/null; then
    perl -0777 -pi -e '
        if (!$names) {
            $number{$_} ||= sprintf("_%0*d", length($_) - 1, ++$count) for /\b[A-Za-z_]\w*[0-9a-f]{16}\b/g;
            $names = join("|", sort { length($b) <=> length($a) } keys %number);
        }
        s/$names/$number{$&}/g
    ' "$work/out/$name.js" "$work/out/"*.wasm
fi

rm "$TRUNK_STAGING_DIR"/plenum-page-*
mv "$work/out/"* "$TRUNK_STAGING_DIR/"
# The page names the new files, and fetches the small script early.
sed -i -E "s/plenum-page-[0-9a-f]+(_bg\.wasm|\.js)/$name\1/g; s| integrity=\"[^\"]*\"||g" "$page"
sed -i "s|<link rel=\"modulepreload\" href=\"/$name.js\"|<link rel=\"modulepreload\" href=\"/${name}_split.js\" crossorigin=\"anonymous\">&|" "$page"

# Comments and indentation are for those who read the sources, not for those who wait.
if command -v perl >/dev/null; then
    perl -0pi -e 's{/\*.*?\*/}{}gs; s{<!--.*?-->}{}gs; s{^\s*//.*\n}{}gm; s{^[ \t]+}{}gm; s{\n\n+}{\n}g' \
        "$page" "$TRUNK_STAGING_DIR/"*.css "$TRUNK_STAGING_DIR/"*.js
fi
