#!/bin/sh
# Installs headless Chromium for the browser tests, or says which package to install and how.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
packages="chromium fonts-liberation"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    as=""
elif sudo -n true 2>/dev/null && command -v apt-get >/dev/null 2>&1; then
    as="sudo"
else
    echo "The browser tests need the system package: chromium. Install it, then run make test again:" >&2
    echo "    sudo apt-get update && sudo apt-get install -y $packages" >&2
    exit 1
fi
$as apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq $packages >/dev/null
