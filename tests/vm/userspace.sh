#!/bin/bash
# Configures and builds the userspace (library, command line tool, unit tests)
# outside the checkout.  Flavours: plain, what is shipped; asan, with the address
# and undefined-behaviour sanitizers.
# usage: userspace.sh [plain|asan]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

flavour=${1:-plain}
(($# <= 1)) || usage
options=(-DCMAKE_BUILD_TYPE=RelWithDebInfo)
case $flavour in
plain) options+=("-DCMAKE_CROSSCOMPILING_EMULATOR=$VM/emulator.sh") ;;
asan) options+=(-DRDMA_UAPI_SANITIZE=ON) ;;
*) usage ;;
esac
[[ -e $SRC/CMakeLists.txt ]] || die "there is no CMakeLists.txt in $SRC"

build=$BUILD/user-$flavour
log=$build/make.log
start=$SECONDS
mkdir -p "$build"
exec 9>"$build.lock"
flock 9

if ! cmake -S "$SRC" -B "$build" "${options[@]}" >"$log" 2>&1 </dev/null ||
	! cmake --build "$build" --parallel "$JOBS" >>"$log" 2>&1 </dev/null; then
	grep -nE 'error|Error|warning: ' "$log" >&2 || tail -n 30 "$log" >&2
	die "the userspace ($flavour) does not build" "whole log: $log"
fi
say "userspace ($flavour): built after $(elapsed "$start")"
