#!/bin/sh
# Debian's Chromium for the browser tests; nothing happens where one is found.
command -v chromium >/dev/null || command -v google-chrome >/dev/null && exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
