#!/usr/bin/env bash
# Calls Trunk (`frontend/page.sh build`, `frontend/page.sh watch`) with what makes the page small, where it is there:
#
# - SHA-2 in its compact form, since we hash a few hundred bytes at a time;
# - esbuild, which minifies style sheets and scripts;
# - the sources of the standard library: built with the page, for size and without the words of panics (a panic is a trap
#   then, and `registry.js` silences everything at the first one). Cargo does this on its nightly channel only, unless
#   RUSTC_BOOTSTRAP asks for it. Measured on 2026-12-01: without it the lobby is 16 KB larger (brotli) and what else a
#   meeting fetches 71 KB; below 15 KB for the lobby it may go. A plain `cargo build` works all the same; `make check` does one.
set -euo pipefail
cd "$(dirname "$0")/.."

flags='--cfg=sha2_backend_soft="compact"'
if [ -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library" ]; then
    flags+=' -Zunstable-options -Cpanic=immediate-abort'
    export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    export CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
fi
if esbuild=$(command -v esbuild); then
    # `build.rs` minifies with it what is compiled in.
    export PLENUM_ESBUILD=$esbuild
fi
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags"
exec trunk "$@"
