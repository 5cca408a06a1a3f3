#!/usr/bin/env bash
# What tests use from outside Python: programs, installed by root, asked for otherwise; and a second reader of calendars.
# Called by `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
declare -A package=([chromium]=chromium [msgfmt]=gettext [pdftoppm]=poppler-utils)

# ical.js (MPL-2.0), which Thunderbird reads calendars with; Chromium runs it in tests/browser/test_calendar.py. It lies
# where nothing is committed, and is no part of the project.
version=2.2.1
digest=36482280d62cc50f0adddb0587612cff32b96df18eb9e2071ec9929c2e7b3107
readers=var/readers
reader=$readers/ical.js-$version.js
[ -f "$reader" ] || package[npm]=npm

missing=()
for program in "${!package[@]}"; do
  command -v "$program" >/dev/null || missing+=("${package[$program]}")
done

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "The tests need more programs. Please run: sudo apt-get install -y ${missing[*]}"
    exit 1
  fi
  echo "Installing ${missing[*]} ..."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

[ -f "$reader" ] && exit 0
echo "Fetching ical.js $version ..."
mkdir -p "$readers"
fetched=$(mktemp -d)
trap 'rm -rf "$fetched"' EXIT
npm pack --silent --pack-destination "$fetched" "ical.js@$version" >/dev/null
echo "$digest  $fetched/ical.js-$version.tgz" | sha256sum --check --quiet
tar -xzf "$fetched/ical.js-$version.tgz" -C "$fetched"
mv "$fetched/package/dist/ical.es5.min.cjs" "$reader"
