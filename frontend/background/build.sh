#!/usr/bin/env bash
# Takes the network's weights out of the package of the lock file: `model/selfie.f16`, checked in, so that nobody needs Node to build
# the page. The package has a program as well, which is not used.
#
#   frontend/background/build.sh          writes it
#   frontend/background/build.sh --check  reads it again elsewhere and compares, byte for byte
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v npm >/dev/null; then
    echo "The network's weights are read with Node 20 or newer with npm: install it, https://nodejs.org." >&2
    exit 1
fi
# The lock file that was installed last lies beside what it installed.
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --ignore-scripts --loglevel=error </dev/null
    cp package-lock.json node_modules/.installed
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node model.js node_modules/@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite "$work/selfie.f16"

if [ "${1-}" != --check ]; then
    cp "$work/selfie.f16" model/selfie.f16
elif ! cmp -s "$work/selfie.f16" model/selfie.f16; then
    printf '%s\n' "frontend/background/model/selfie.f16 is not what its package gives: run frontend/background/build.sh and commit it." >&2
    exit 1
fi
