# Two commands: `make run` serves Plenum on http://localhost:8080, `make test` runs every test.
# Everything they need and do not find is set up on the way, nothing of it globally.

PORT ?= 8080
# A deployed server for `make e2e`; empty: the one that `make run` builds.
PLENUM_URL ?=
# What else `make e2e` shall tell Playwright, say TESTS='links --headed'.
TESTS ?=

export PLENUM_URL
export PATH := $(CURDIR)/target/tools:$(PATH)
unexport CARGO_TARGET_DIR RUSTFLAGS
SHELL := bash
.NOTPARALLEL:
.PHONY: help run dev check unit e2e test bench screens nightly clean server page-tools check-tools test-tools

help:
	@echo "make run      serve Plenum on http://localhost:$(PORT)"
	@echo "make test     run all tests: make unit, then make e2e"
	@echo "make check    format, lints, licences, types"
	@echo "make dev      as run, building anew whenever the page's sources change"
	@echo "make bench    measure what README.md states"
	@echo "make screens  pictures of every screen into docs/screens: languages, themes, sizes"
	@echo "make nightly  what takes too long or needs the network: advisories, a million sequences, bad lines"
	@echo "make clean    remove what was built; the tools stay in the user's cache"

run: server
	target/release/plenum --listen 127.0.0.1:$(PORT)

dev: server
	frontend/page.sh watch & trap "kill $$!" EXIT; target/release/plenum --listen 127.0.0.1:$(PORT) --web-root target/dist

check: check-tools
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- --deny warnings
	cargo clippy --locked --package plenum-page --target wasm32-unknown-unknown -- --deny warnings
	cargo clippy --locked --package plenum-document-worker --package plenum-passphrase-worker --package plenum-background-worker --target wasm32-unknown-unknown -- --deny warnings
	cargo build --locked --package plenum-page --target wasm32-unknown-unknown
	cargo deny --locked check licenses bans sources
	frontend/editor/build.sh --check
	frontend/background/build.sh --check
	cd e2e && npm run types

unit:
	cargo test --locked
	cargo test --locked --package plenum-page --package plenum-document-worker

e2e: $(if $(PLENUM_URL),,server) test-tools
	cd e2e && npx playwright test --project=tests $(TESTS)

test: unit e2e

bench: server test-tools
	@mkdir -p e2e/results/figures
	set -o pipefail; cargo bench --locked --package plenum-server --bench idle | tee e2e/results/figures/idle.txt
	set -o pipefail; cargo bench --locked --package plenum-server --bench flood | tee e2e/results/figures/flood.txt
	cd e2e && npm run bench
	cd e2e && npm run figures

# Pictures of every screen, a page that shows them, and what README.md shows. One look: make screens TESTS='-g "light, en"'.
screens: $(if $(PLENUM_URL),,server) test-tools
	cd e2e && npx playwright test --project=screens $(TESTS)

# Sequences of the property test that only a person's act opens a microphone or camera; `make unit` tries 20,000.
# Advisories come last, since they alone need the net.
PLENUM_SEQUENCES ?= 1000000
nightly: server check-tools test-tools
	PLENUM_SEQUENCES=$(PLENUM_SEQUENCES) cargo test --locked --package plenum-engine --test simulated mic_honesty
	PLENUM_PACKETS=1000000 cargo test --locked --package plenum-server --test flood
	cd e2e && npm run nightly
	cd e2e && npm run figures
	cargo deny --locked check advisories

clean:
	rm -rf target e2e/node_modules e2e/results frontend/editor/node_modules frontend/background/node_modules

# The server carries the page in itself.
server: target/dist/index.html
	cargo build --locked --release --package plenum-server

page_sources := $(shell find frontend shared Cargo.toml Cargo.lock Trunk.toml \
	-not -path '*/tests*' -not -path '*/benches*' -not -path '*/node_modules*' -not -name 'setup.sh')
target/dist/index.html: $(page_sources) | page-tools
	frontend/page.sh build

page-tools:
	@frontend/setup.sh rust rust-src trunk wasm-bindgen wasm-split wasm-opt esbuild

check-tools:
	@frontend/setup.sh rust cargo-deny
	@e2e/setup.sh packages

test-tools:
	@e2e/setup.sh packages media chromium firefox
