#!/usr/bin/env bash
# The programs from outside Python that tests use: installed by root, asked for otherwise. Called by `make test`.
set -euo pipefail
declare -A package=([chromium]=chromium [msgfmt]=gettext [pdftoppm]=poppler-utils)

missing=()
for program in "${!package[@]}"; do
  command -v "$program" >/dev/null || missing+=("${package[$program]}")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "The tests need more programs. Please run: sudo apt-get install -y ${missing[*]}"
  exit 1
fi
echo "Installing ${missing[*]} ..."
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
