#!/usr/bin/env bash
# Installs the build tools that Plenum needs and this machine does not have yet, nothing of it globally:
# they live in the user's cache, in folders named by their versions, and target/tools points to them.
#
#   frontend/setup.sh rust rust-src trunk wasm-bindgen wasm-split wasm-opt esbuild     what `make run` needs
#   frontend/setup.sh rust cargo-deny                                          what `make check` needs besides
set -euo pipefail
cd "$(dirname "$0")/.."

rust_at_least=1.95
trunk=0.21.14
wasm_split=0.2.4
esbuild=0.28.2
cargo_deny=0.20.2
node_at_least=20

cache="${XDG_CACHE_HOME:-$HOME/.cache}/plenum/tools"
total=$# number=0

say() { printf '[%s/%s] %s\n' "$number" "$total" "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
# "at_least 1.95 1.100.1" is true.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }
# The version of a tool that Trunk.toml names.
wanted() { sed -n "s/^$1 = \"\(.*\)\"/\1/p" Trunk.toml; }

# `into NAME-VERSION COMMAND…` runs COMMAND with $into as an empty folder that takes the place of
# the tool's own once the command is through: an install that was interrupted is not taken for done.
into() {
    local home="$cache/$1"
    shift
    into=$(mktemp -d "$cache/.installing.XXXXXX")
    trap 'rm -rf "$into"' EXIT
    "$@" || fail "That did not work, see above. Mend it and run make again: what is already installed stays."
    rm -rf "$home"
    mv "$into" "$home"
    trap - EXIT
}

# Built without optimisation: that is two minutes instead of seven, and these tools run for seconds.
# A person at a terminal sees cargo's own progress; a log is spared it.
cargo_install() {
    local quiet=
    [ -t 2 ] || quiet=--quiet
    env -u CARGO_TARGET_DIR -u RUSTFLAGS \
        CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        cargo install $quiet --root "$into" "$@"
}

# `point NAME FILE` makes a tool known under target/tools, which the Makefile has on its PATH.
point() {
    mkdir -p target/tools
    ln -sfn "$2" "target/tools/$1"
}

setup_rust() {
    have cargo && have rustc || fail "Rust is missing: install it from https://rustup.rs, version $rust_at_least or newer."
    local version
    version=$(rustc --version | cut -d ' ' -f 2)
    at_least "$rust_at_least" "$version" ||
        fail "Rust is $version and Plenum needs $rust_at_least or newer: run 'rustup update stable'."
    have cc || have gcc || have clang ||
        fail "A C compiler is missing: install one, on Debian with 'apt-get install build-essential'."
    [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ] && return
    have rustup ||
        fail "Rust's target wasm32-unknown-unknown is missing: install it the way you installed Rust, or use https://rustup.rs."
    say "adding the target wasm32-unknown-unknown to Rust $version, a few seconds…"
    rustup target add wasm32-unknown-unknown
}

# The sources of the standard library make the page a tenth smaller, see page.sh; it is built without them, too.
setup_rust-src() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library" ] && return
    say "adding the sources of Rust's standard library, a few seconds…"
    have rustup && rustup component add rust-src ||
        say "they cannot be had here: the page is built without them and is a tenth larger."
}

setup_trunk() {
    if [ ! -x "$cache/trunk-$trunk/bin/trunk" ]; then
        say "building trunk $trunk, 2 to 4 minutes…"
        into "trunk-$trunk" cargo_install --locked --no-default-features --features rustls "trunk@$trunk"
    fi
    point trunk "$cache/trunk-$trunk/bin/trunk"
}

setup_wasm-bindgen() {
    local version locked
    version=$(wanted wasm_bindgen)
    locked=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)
    [ -z "$locked" ] || [ "$locked" = "$version" ] ||
        fail "Trunk.toml wants wasm-bindgen $version and Cargo.lock has $locked: make Trunk.toml say $locked."
    if [ ! -x "$cache/wasm-bindgen-$version/bin/wasm-bindgen" ]; then
        say "building wasm-bindgen $version, about 1 minute…"
        into "wasm-bindgen-$version" cargo_install "wasm-bindgen-cli@$version"
    fi
    point wasm-bindgen "$cache/wasm-bindgen-$version/bin/wasm-bindgen"
}

setup_wasm-split() {
    if [ ! -x "$cache/wasm-split-$wasm_split/bin/wasm-split-cli" ]; then
        say "building wasm-split $wasm_split, about 1 minute…"
        into "wasm-split-$wasm_split" cargo_install --locked --features build-binary "wasm_split_cli_support@$wasm_split"
    fi
    point wasm-split-cli "$cache/wasm-split-$wasm_split/bin/wasm-split-cli"
}

# Two tools come from npm; without Node the page is built all the same, only larger.
have_node() { have node && have npm && at_least "$node_at_least" "$(node --version | tr -d v)"; }

setup_wasm-opt() {
    local version bin
    version=$(wanted wasm_opt)
    version=${version#version_}
    bin="$cache/binaryen-$version/node_modules/binaryen/bin/wasm-opt"
    rm -f target/tools/wasm-opt
    if ! have_node; then
        say "no Node $node_at_least or newer with npm here: the page is built without wasm-opt and is a third larger."
        return
    fi
    if [ ! -e "$bin" ]; then
        say "fetching wasm-opt $version, a few seconds…"
        into "binaryen-$version" npm_install "binaryen@$version"
    fi
    point wasm-opt "$bin"
}

setup_esbuild() {
    local bin="$cache/esbuild-$esbuild/node_modules/esbuild/bin/esbuild"
    rm -f target/tools/esbuild
    have_node || return 0
    if [ ! -e "$bin" ]; then
        say "fetching esbuild $esbuild, a few seconds…"
        into "esbuild-$esbuild" npm_install "esbuild@$esbuild"
    fi
    point esbuild "$bin"
}
npm_install() { npm install --prefix "$into" --no-save --no-package-lock --no-audit --no-fund --loglevel=error "$@"; }

setup_cargo-deny() {
    if [ ! -x "$cache/cargo-deny-$cargo_deny/bin/cargo-deny" ]; then
        say "building cargo-deny $cargo_deny, 1 to 2 minutes…"
        into "cargo-deny-$cargo_deny" cargo_install --locked --no-default-features "cargo-deny@$cargo_deny"
    fi
    point cargo-deny "$cache/cargo-deny-$cargo_deny/bin/cargo-deny"
}

mkdir -p "$cache"
for step in "$@"; do
    number=$((number + 1))
    "setup_$step"
done
