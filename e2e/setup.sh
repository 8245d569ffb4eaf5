#!/usr/bin/env bash
# Sets up what the browser tests need and this machine does not have yet:
#
#   e2e/setup.sh packages media chromium firefox
#
# Browsers: an installed one, else Playwright's own (into the user's cache), else Debian's package where we are root.
set -euo pipefail
cd "$(dirname "$0")"

node_at_least=20.19
total=$# number=0

say() { printf '[%s/%s] %s\n' "$number" "$total" "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
may_apt() { have apt-get && [ "$(id -u)" = 0 ]; }

apt_install() {
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "$@" >results/apt.log 2>&1 </dev/null
}

setup_packages() {
    have node && have npm || fail "Node is missing: the tests need $node_at_least or newer with npm, https://nodejs.org."
    local version
    version=$(node --version | tr -d v)
    [ "$(printf '%s\n%s\n' "$node_at_least" "$version" | sort -V | head -n 1)" = "$node_at_least" ] || fail "Node is $version and the tests need $node_at_least or newer."
    # The lock file that was installed last lies beside what it installed.
    cmp -s package-lock.json node_modules/.installed && return
    say "installing the test runner by npm, a few seconds…"
    npm ci --loglevel=error </dev/null
    cp package-lock.json node_modules/.installed
}

setup_media() {
    [ results/media/microphone.wav -nt media.js ] && return
    say "drawing a picture for the camera, humming for the microphone…"
    node media.js results/media
}

setup_chromium() {
    node browsers.js chromium >/dev/null && return
    say "no Chromium here: fetching Playwright's own, about 170 MB…"
    if timeout 900 npx playwright install chromium >results/chromium.log 2>&1 </dev/null; then
        node browsers.js chromium --start >/dev/null 2>&1 && return
        say "it does not start here, some library is missing."
    else
        say "it cannot be had from here."
    fi
    may_apt || fail "The tests need a Chromium: install one, on Debian with 'apt-get install chromium'."
    say "installing Debian's chromium, a minute or two…"
    apt_install chromium || fail "That did not work: e2e/results/apt.log says why."
}

# Firefox is the one thing that may be missing: its tests then say that they were skipped.
setup_firefox() {
    node browsers.js firefox >/dev/null && return
    if may_apt; then
        say "no Firefox here: installing Debian's firefox-esr, a minute or two…"
        apt_install firefox-esr && return
    fi
    say "no Firefox here: the tests that need one are SKIPPED. On Debian: apt-get install firefox-esr."
}

mkdir -p results
for step in "$@"; do
    number=$((number + 1))
    "setup_$step"
done
