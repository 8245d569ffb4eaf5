#!/usr/bin/env bash
# Cuts the program into chunks, called by Trunk when the page is built: what one needs to see the lobby, and what only a
# meeting needs (`src/room_chunk.rs`), which is fetched while somebody chooses a name. Puts them in the place of Trunk's uncut
# program, in a folder that is named by their hash: browsers may keep them for ever, never mix those of two builds, and the
# chunks name each other as the tools wrote it.
#
#   app-HASH/plenum.js  app-HASH/plenum_bg.wasm     the first chunk
#   app-HASH/__wasm_split.js                        fetches the others
#   app-HASH/split_room.wasm                        the room chunk
#   app-HASH/split_dialogs.wasm                     the dialogs chunk (`src/dialogs_chunk.rs`)
#   app-HASH/chunk_12.wasm                          what some of these chunks share
#   app-HASH/split_document.wasm                    the document chunk (`src/document_chunk.rs`)
#   app-HASH/split_words_en.wasm                    the words of one language (`src/words.rs`)
#   app-HASH/document-worker.js                     starts the room document in a worker (`document/worker`), a program of its
#   app-HASH/document.js  app-HASH/document_bg.wasm own, which Trunk does not build
#   app-HASH/passphrase-worker.js                   the same for passphrases (`passphrase/worker`): fetched by whoever has one
#   app-HASH/passphrase.js  app-HASH/passphrase_bg.wasm
#   app-HASH/background-page.js                     what hides the background of a camera (`background`): fetched by whoever wants
#   app-HASH/background-worker.js                   that, page's and worker's half, and the program of the worker
#   app-HASH/background.js  app-HASH/background_bg.wasm
#   app-HASH/editor.js                              the editor of the notes (`editor/dist`), bundled long ago
set -euo pipefail
cd "$TRUNK_SOURCE_DIR/.."

program=target/wasm32-unknown-unknown/page/plenum-page.wasm
work=target/split

# With the profile and the flags of the page, which `page.sh` has set.
cargo build --locked --package plenum-document-worker --package plenum-passphrase-worker --package plenum-background-worker \
    --profile page --target wasm32-unknown-unknown

rm -rf "$work"
mkdir -p "$work/app"
wasm-split-cli "$program" "$work" --out-name plenum
wasm-bindgen --target web --no-typescript --keep-lld-exports --out-dir "$work/app" --out-name plenum "$work/plenum.wasm"
mv "$work/plenum.wasm" "$work/uncut"
mv "$work/"*.wasm "$work/__wasm_split.js" "$work/app/"
for name in document passphrase background; do
    wasm-bindgen --target web --no-typescript --out-dir "$work/app" --out-name "$name" \
        "target/wasm32-unknown-unknown/page/plenum_${name}_worker.wasm"
    cp "frontend/$name/worker/worker.js" "$work/app/$name-worker.js"
done
cp frontend/background/page.js "$work/app/background-page.js"

# The chunks share a table and a memory: no option may take a name away that another one uses. Of all levels this is the
# one that comes out smallest when compressed: 5 KB less than -Oz. What is called from one place stays a function, and
# functions stand in the order of their names, so that what is alike is near: another 8 KB in all.
if command -v wasm-opt >/dev/null; then
    # A picture many times a second: for speed, and with the vector instructions that its sources ask for.
    fast=$work/app/background_bg.wasm
    wasm-opt -O3 --enable-simd --enable-reference-types --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
        --enable-mutable-globals --enable-multivalue "$fast" -o "$fast"
    for chunk in "$work/app/"*.wasm; do
        [ "$chunk" = "$fast" ] && continue
        wasm-opt --one-caller-inline-max-function-size=15 --always-inline-max-function-size=1 \
            --flatten --rereloop -Os -Os --reorder-functions-by-name --enable-reference-types --enable-bulk-memory \
            --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals --enable-multivalue "$chunk" -o "$chunk"
    done
fi
if command -v esbuild >/dev/null; then
    esbuild --minify --format=esm --target=es2022 --log-level=warning --allow-overwrite --outdir="$work/app" "$work/app/"*.js
fi

cp frontend/editor/dist/editor.js "$work/app/"

# The page that Trunk has written names the folder by a placeholder.
hash=$(cat "$work/app/"* | sha256sum | cut -c 1-16)
rm "$TRUNK_STAGING_DIR"/plenum-page-*
mv "$work/app" "$TRUNK_STAGING_DIR/app-$hash"
sed -i "s/app-HASH/app-$hash/g" "$TRUNK_STAGING_DIR/index.html"

# The service worker knows the build and its files by name; of a build that differs in anything the browser fetches another one.
cd "$TRUNK_STAGING_DIR"
build=$(sha256sum index.html | cut -c 1-16)
files=$(find . -path "./app-$hash/*" -o -path './plenum-*.css' | LC_ALL=C sort | sed 's|^\.\(.*\)$|"\1"|' | paste -s -d ,)
sed -i "s/BUILD-HASH/$build/g" index.html
sed -i -e "s/BUILD-HASH/$build/" -e "s|\"BUILD-FILES\"|$files|" service-worker.js
