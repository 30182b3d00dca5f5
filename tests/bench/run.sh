#!/bin/bash
# The benchmark, inside a guest whose clock counts instructions.  Prints lines
# for report.sh:
#   environment KEY VALUE
#   result SIDE ROW MEDIAN MIN MAX MEAN SAMPLES     in instructions
#   value SIDE ROW SAMPLE     each of them, in their order, if BENCH_VALUES is set
#   calls SIDE ROW COUNT COUNT_NAME[,COUNT_NAME]...
# SIDE is mainline (libibverbs, librdmacm), native (librdma_uapi) or compat:
# the same program as mainline, over /dev/rdma_uapi.
# With --profile: what profile.pl needs.
# usage: run.sh [--profile] BENCH [SIDE] [ROW]...
set -euo pipefail
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/rdma.sh"

profile=
[[ $1 != --profile ]] || { profile=1; shift; }
bench=$1
shift
compat=$RDMA_UAPI_BUILD/lib/librdma_uapi_compat.so

# In a mount namespace without /dev/infiniband, so that nothing else can serve.
over_compat()
{
	"$SRC/tests/vm/box.sh" env LD_PRELOAD="$compat" "$bench" mainline "$@" |
		sed 's/^\([a-z]*\) mainline /\1 compat /'
}

# Opening files over 9p waits for the host, and guest time goes on meanwhile:
# what libibverbs opens for the row "open" is to be in the guest's memory.
to_memory()
{
	local copy

	copy=$(mktemp -d /tmp/memory.XXXXXX)
	cp -aL "$1/." "$copy/"
	mount --bind "$copy" "$1"
}

version()
{
	dpkg-query -W -f '${Version}' "$1"
}

# The guest waits for the host's files, and its clock races meanwhile.
echo 0 >/proc/sys/kernel/hung_task_timeout_secs
# So that a run is like the one before, and all processes have libraries at one place.
echo 0 >/proc/sys/kernel/randomize_va_space

rxe_up
modprobe rdma_ucm
modprobe rdma_uapi
modprobe rdmasim
echo "0 1 ib" >/sys/bus/rdmasim/new_device
wait_active rdmasim0
to_memory /etc/libibverbs.d
to_memory /usr/lib/x86_64-linux-gnu/libibverbs
# Drivers and ib_core number what they make, in xarrays, whose nodes come and go with an
# object once the numbers are above 63: so no side finds a device that is new.
"$bench" mainline measure pd mr_4k cq qp endpoint >/dev/null

if [[ -n $profile ]]; then
	sed 's/^/kallsyms /' /proc/kallsyms
	if [[ $1 == compat ]]; then
		shift
		"$SRC/tests/vm/box.sh" env LD_PRELOAD="$compat" "$bench" mainline profile "$@"
	else
		side=$1
		shift
		"$bench" "$side" profile "$@"
	fi
	exit
fi

echo "environment kernel $(uname -r)"
echo "environment rdma-core $(version libibverbs1)"
echo "environment libc $(version libc6)"
echo "environment cpu $(sed -n 's/^model name[^:]*: //p;T;q' /proc/cpuinfo)"
echo "environment lsm $(</sys/kernel/security/lsm)"

"$bench" native measure "$@"
"$bench" mainline measure "$@"
"$bench" native calls "$@"
"$bench" mainline calls "$@"
over_compat measure "$@"
over_compat calls "$@"

# The same calls when a policy is asked about each: one that names the device and a port.
tool=$RDMA_UAPI_BUILD/bin/rdma-uapi
under_policy()
{
	local row

	mkdir -p /sys/fs/cgroup/bench/here
	echo "$BASHPID" >/sys/fs/cgroup/bench/here/cgroup.procs
	printf 'cgroup /bench\n\tdefault deny\n\tallow device rxe0 port 1\n' | "$tool" policy load - || return 0
	for row; do
		"$bench" native measure "$row" | sed "s/ $row / ${row}_policy /"
	done
	"$tool" policy remove
}

# Whether a row was asked for: by its name, or none was.
rows=" $* "
wants()
{
	[[ $rows == "  " || $rows == *" $1 "* ]]
}

policed=()
for row in empty arm; do
	if wants "$row" || wants "${row}_policy"; then policed+=("$row"); fi
done
((${#policed[@]} == 0)) || (under_policy "${policed[@]}")
wants open || wants open_one || exit 0

# The same without providers for HCAs that are not there.
find /etc/libibverbs.d -name '*.driver' ! -name 'rxe.driver' -delete
{
	"$bench" mainline measure open
	"$bench" mainline calls open
	over_compat measure open
	over_compat calls open
} | sed 's/ open / open_one /'
