#!/usr/bin/env bash
# The Windows installer under wine: /S installs, upgrades in place, refuses while the program runs and where a newer version
# is installed; the uninstaller keeps or removes data. Programs are stand-ins that wait; the script is the real one.
# About two minutes. Needs wine (wine32 and wine64) and makensis; without them it is skipped by name.
#   installer/windows/prove.sh [FOLDER]        WINE="chroot DIR wine" runs wine elsewhere, FOLDER lying at the same path there
set -euo pipefail
cd "$(dirname "$0")/../.."
WINE=${WINE:-wine}
PYTHON=${PYTHON:-.venv/bin/python}
for tool in makensis ${WINE%% *}; do
    command -v "$tool" >/dev/null || { echo "SKIPPED: the Windows installer is not proven here, $tool is missing"; exit 0; }
done
WORK=${1:-$(mktemp -d)}
mkdir -p "$WORK"
export HOME=$WORK/home WINEPREFIX=$WORK/prefix WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml,winemenubuilder.exe="
rm -rf "$WINEPREFIX" "$HOME" && mkdir -p "$HOME"

say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*"; exit 1; }
is() { [ "$1" = "$2" ] || fail "$3: $1 instead of $2"; }
there() { [ -e "$1" ] || fail "$1 is missing"; }
gone() { [ ! -e "$1" ] || fail "$1 is still there"; }
run() { set +e; $WINE "$@" >"$WORK/log" 2>&1; STATUS=$?; set -e; }
registry() { $WINE reg query "$1" /v "$2" /reg:64 2>/dev/null | tr -d '\r' | sed -n "s/^ *$2 *REG_[A-Z]* *//p"; }
settled() { for _ in $(seq 100); do [ -e "$1" ] || return 0; sleep 0.2; done; fail "$1 is still there"; }

payload() {  # VERSION FILE: a folder of the same shape as the real one
    local folder=$WORK/$1/ChannelDesk
    rm -rf "$WORK/$1" && mkdir -p "$folder/_internal/app"
    makensis -V1 "-DOUTFILE=$folder/ChannelDesk.exe" installer/windows/payload.nsi
    cp "$folder/ChannelDesk.exe" "$folder/channeldesk-cli.exe"
    echo "$1" >"$folder/_internal/app/$2"
    echo "$1" >"$folder/_internal/version.txt"
    cp LICENSE "$folder/LICENSE.txt"
    $PYTHON -m installer.windows.package "$folder" "$WORK" --version "$1" --quick
}
setup() { echo "$WORK/ChannelDesk-$1-windows-x86_64-setup.exe"; }

payload 1.0.0 old.txt
payload 1.1.0rc1 rc.txt
payload 1.1.0 new.txt
$WINE wineboot -i >/dev/null 2>&1
USERS=$(ls -d "$WINEPREFIX"/drive_c/users/* | grep -v Public | head -1)
LOCAL=$USERS/AppData/Local
HOME_OF=$LOCAL/Programs/ChannelDesk
KEY='Software\Microsoft\Windows\CurrentVersion\Uninstall\ChannelDesk'
START="$USERS/AppData/Roaming/Microsoft/Windows/Start Menu/Programs"

say "0. an older Windows is refused"
$WINE winecfg -v win7 >/dev/null 2>&1
run "$(setup 1.0.0)" /S
is "$STATUS" 126 "the exit status of 1150, of which a shell sees the last eight bits"
gone "$HOME_OF"
$WINE winecfg -v win10 >/dev/null 2>&1

say "1. /S installs for this account"
run "$(setup 1.0.0)" /S
is "$STATUS" 0 "the installer"
there "$HOME_OF/ChannelDesk.exe"; there "$HOME_OF/_internal/app/old.txt"; there "$HOME_OF/Uninstall.exe"
there "$START/ChannelDesk.lnk"; gone "$USERS/Desktop/ChannelDesk.lnk"
gone "$HOME_OF/.new"; gone "$HOME_OF/.old"
is "$(registry "HKCU\\$KEY" DisplayVersion)" 1.0.0 "the version in the list of programs"
is "$(registry "HKCU\\$KEY" Publisher)" "The ChannelDesk maintainers" "the publisher"
registry "HKCU\\$KEY" EstimatedSize | grep -q 0x || fail "no size in the list of programs"
run reg query 'HKCU\Software\Classes\ChannelDesk.Workspace\shell\open\command' /ve /reg:64
grep -q 'ChannelDesk.exe" "%1"' "$WORK/log" || fail ".cdesk files do not open"

say "2. while the program runs nothing is replaced"
mkdir -p "$LOCAL/ChannelDesk/practice" && echo '{}' >"$LOCAL/ChannelDesk/settings.json" && echo x >"$LOCAL/ChannelDesk/mine.cdesk"
$WINE "$HOME_OF/ChannelDesk.exe" >/dev/null 2>&1 &
RUNNING=$!
for _ in $(seq 300); do [ ! -e "$HOME_OF/running.txt" ] || break; sleep 0.2; done
there "$HOME_OF/running.txt"
run "$(setup 1.1.0)" /S
is "$STATUS" 82 "the exit status of 1618, of which a shell sees the last eight bits"
is "$(cat "$HOME_OF/_internal/version.txt")" 1.0.0 "what is installed"
wait $RUNNING || true
rm "$HOME_OF/running.txt"

say "3. upgrade in place: what the old version left behind is gone, settings stay; a candidate is older than its version"
run "$(setup 1.1.0rc1)" /S
is "$STATUS" 0 "the upgrade to the candidate"
run "$(setup 1.1.0)" /S /DESKTOP
is "$STATUS" 0 "the upgrade"
is "$(cat "$HOME_OF/_internal/version.txt")" 1.1.0 "what is installed"
there "$HOME_OF/_internal/app/new.txt"; gone "$HOME_OF/_internal/app/old.txt"; gone "$HOME_OF/_internal/app/rc.txt"
there "$USERS/Desktop/ChannelDesk.lnk"; there "$LOCAL/ChannelDesk/settings.json"
is "$(registry "HKCU\\$KEY" DisplayVersion)" 1.1.0 "the version in the list of programs"

say "4. an older version does not replace a newer one, unless it is told to"
run "$(setup 1.0.0)" /S
is "$STATUS" 102 "the exit status of 1638, of which a shell sees the last eight bits"
is "$(cat "$HOME_OF/_internal/version.txt")" 1.1.0 "what is installed"
run "$(setup 1.0.0)" /S /DOWNGRADE
is "$(cat "$HOME_OF/_internal/version.txt")" 1.0.0 "what is installed"

say "5. the uninstaller keeps data, and what somebody else put into its folder"
echo x >"$HOME_OF/channeldesk-policy.toml"
run "$HOME_OF/Uninstall.exe" /S
settled "$HOME_OF/_internal"; settled "$HOME_OF/Uninstall.exe"; settled "$START/ChannelDesk.lnk"
gone "$HOME_OF/ChannelDesk.exe"; gone "$USERS/Desktop/ChannelDesk.lnk"
there "$HOME_OF/channeldesk-policy.toml"; there "$LOCAL/ChannelDesk/settings.json"; there "$LOCAL/ChannelDesk/mine.cdesk"
is "$(registry "HKCU\\$KEY" DisplayVersion)" "" "the entry in the list of programs"
run reg query 'HKCU\Software\Classes\.cdesk' /reg:64
[ "$STATUS" != 0 ] || fail ".cdesk is still registered"
rm "$HOME_OF/channeldesk-policy.toml"

say "6. for all users, into a folder of one's own; the uninstaller removes data where it is told to"
run "$(setup 1.1.0)" /S /AllUsers '/D=C:\Apps\Channel' Desk  # as two words: the installer takes the rest of the line, without quotes
is "$STATUS" 0 "the installer for all users"
there "$WINEPREFIX/drive_c/Apps/Channel Desk/ChannelDesk.exe"
is "$(registry "HKLM\\$KEY" InstallLocation)" 'C:\Apps\Channel Desk' "the folder in the list of programs"
is "$(registry "HKCU\\$KEY" DisplayVersion)" "" "the account's own list"
registry "HKLM\\$KEY" QuietUninstallString | grep -q '/AllUsers /S' || fail "the silent uninstaller of all users"
run "$(setup 1.1.0)" /S /AllUsers
there "$WINEPREFIX/drive_c/Apps/Channel Desk/_internal/app/new.txt"
run "$WINEPREFIX/drive_c/Apps/Channel Desk/Uninstall.exe" /S /AllUsers /DATA=remove
settled "$WINEPREFIX/drive_c/Apps/Channel Desk"; settled "$LOCAL/ChannelDesk/settings.json"
gone "$LOCAL/ChannelDesk/practice"; there "$LOCAL/ChannelDesk/mine.cdesk"
is "$(registry "HKLM\\$KEY" DisplayVersion)" "" "the entry in the list of programs"
say "The Windows installer is proven under wine."
