#!/usr/bin/env bash
# The system libraries of Qt's window, installed where that is allowed and named in one line where it is not.
set -u
wanted="libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libfontconfig1 libdbus-1-3 libxcb-cursor0 libxcb-icccm4
  libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1"
[ "${CHANNELDESK_TESTS:-}" = 1 ] && wanted="$wanted xvfb poppler-utils qpdf debootstrap binutils xz-utils
  libreoffice-calc-nogui libreoffice-writer-nogui nsis"
command -v dpkg-query >/dev/null 2>&1 || exit 0
missing=""
for one in $wanted; do
  dpkg-query -W -f '${Status}' "$one" 2>/dev/null | grep -q "ok installed" || missing="$missing $one"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "These system libraries are missing: sudo apt-get install --no-install-recommends$missing" >&2
exit 0
