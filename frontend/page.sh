#!/usr/bin/env bash
# Calls Trunk (`frontend/page.sh build`, `frontend/page.sh watch`) with what makes the page small:
#
# - SHA-2 in its compact form, since we hash a few hundred bytes at a time;
# - where the sources of the standard library are installed: a standard library without the words of panics. A panic is a
#   trap then, and `registry.js` silences everything at the first one. Cargo does this on its nightly channel
#   only, unless RUSTC_BOOTSTRAP asks for it. Saves a tenth of what people wait for.
set -euo pipefail
cd "$(dirname "$0")/.."

flags='--cfg=sha2_backend_soft="compact"'
if [ -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library" ]; then
    flags+=' -Zunstable-options -Cpanic=immediate-abort'
    export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    export CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
fi
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags"
exec trunk "$@"
