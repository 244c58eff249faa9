#!/usr/bin/env bash
# Makes sure there is a Chromium for the browser tests: installs one where apt and root allow, otherwise says so.
# Never fails: the tests that need it skip with their reason, or fail when CI=true.
# Usage: scripts/chromium.sh PYTHON
set -euo pipefail
cd "$(dirname "$0")/.."

found() { "$1" -c 'import sys; from tests.support.chromium import find_chromium; sys.exit(find_chromium() is None)'; }

if found "$1"; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests."
    export DEBIAN_FRONTEND=noninteractive
    packages="chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji"  # letters and emoji for the pictures
    apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages; } >/dev/null 2>&1 || true
    if found "$1"; then exit 0; fi
fi
echo "No Chromium here, so the browser tests will not run. Install it (for example: apt install chromium), or set CHROMIUM to its path."
