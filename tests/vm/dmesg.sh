#!/bin/bash
# Judges a kernel log on standard input: prints the lines that say that
# something went wrong, less the known ones of dmesg.allow, and fails if any is
# left.
# usage: dmesg.sh VERSION <LOG
set -euo pipefail
here=$(dirname "$0")

(($# == 1)) || { sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2; }

splats='WARNING: |\bBUG[: ]|Oops|general protection|Kernel panic|KASAN|UBSAN|KCSAN'
splats+='|possible (recursive|circular)|inconsistent lock state|suspicious RCU usage|lock held when returning'
splats+='|INFO: task .* blocked|detected stall|soft lockup|hard LOCKUP|INFO: trying to register non-static key'
splats+='|[Ll]eak|refcount_t: |unregister_netdevice: waiting|rxe_pool_cleanup|list_(add|del) corruption'
splats+='|segfault at|traps: |unable to handle|Bad page|sleeping function called|scheduling while atomic'
splats+='|ODEBUG|Unknown symbol|disagrees about version|turning off the locking|stack-protector|use-after-free|Out of memory: Killed'

# The sanitizer kernel has what its source has, and what only it can see.
versions="* $1"
[[ $1 != debug ]] || versions+=" 6.1"
allowed=$(awk -F '\t' -v versions=" $versions " \
	'!/^#/ && NF >= 2 && index(versions, " " $1 " ") { print $2 }' "$here/dmesg.allow")

bad=$(grep -aE "$splats" | { [[ -n $allowed ]] && grep -avE -f <(echo "$allowed") || cat; } || true)
[[ -n $bad ]] || exit 0
echo "$bad"
exit 1
