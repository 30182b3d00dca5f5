#!/bin/bash
# What drivers of real HCAs do and rxe and siw do not, with a driver made for it
# (tests/kmod): memory that they take back, counters that cost, posts that they
# do not expect.  And a kernel whose private structs are others.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/guest/program.sh"

driver=$GUEST_PROGRAMS/driver

# with PARAMETERS COMMAND...: tests with the driver loaded like that.
with()
{
	local parameters=$1

	shift
	# shellcheck disable=SC2086 # words
	ok "a driver with ${parameters:-nothing special}" modprobe ruapi_testdrv $parameters
	program "$driver" "$@"
	ok "the driver can be removed" modprobe -r ruapi_testdrv
}

# mirror NAME STRUCT MEMBER: a module with that mistake does not load, says why,
# and the kernel is none the worse for it.
mirror()
{
	local said

	if [[ $KERNEL == debug ]]; then
		# Its mutexes know where they are, and complain before we can.
		skip "a wrong mirror: $1" "the sanitizer kernel complains of it by itself"
		return
	fi
	said=$(modprobe "ruapi_mirror_$1" 2>&1)
	is "a wrong mirror, $1, does not load" $? 1
	like "it is said why" "$said" 'Exec format error'
	like "and where" "$(dmesg | tail -n 20)" "struct $2 of this kernel has $3 in another place"
}

mirror before ib_uverbs_file umap_lock
mirror behind ib_uverbs_file umap_lock
mirror umaps ib_uverbs_file umaps
mirror priv rdma_umap_priv entry

# What was done before a step of its own that fails is undone.
ok "its setting is taken" modprobe ruapi_sysctl
like "so it does not load" "$(modprobe rdma_uapi 2>&1)" 'Cannot allocate memory'
is "and leaves no node" "$(ls /dev/rdma_uapi /sys/class/misc/rdma_uapi 2>/dev/null)" ""
ok "the setting is free again" rmmod ruapi_sysctl
ok "the module loads" modprobe rdma_uapi
# RDMA_DRIVER_MTHCA is one that maps pages of the context, which nobody counts.
with driver_id=5 memory
# Any BAR does: nobody touches it.
bar=$(sed -nE 's/^ *([0-9a-f]+)-[0-9a-f]+ : [0-9a-f]{4}:[0-9a-f:.]+$/\1/p' /proc/iomem | tail -n 1)
mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
with "io=0x${bar:-0}" machine "$bar"
with driver_id=5 removal 0
with "driver_id=5 disassociate=1" removal 1
with "" calls
with bare=1 bare
# RDMA_DRIVER_RXE
with driver_id=14 counted

# Drivers that nobody has read, RDMA_DRIVER_UNKNOWN.
with "" unlisted
like "the log says what it may do" "$(dmesg | tail -n 20)" 'driver UNKNOWN is not in docs/drivers.md'
# RDMA_DRIVER_MLX4
with driver_id=2 typed

# RDMA_DRIVER_HFI1, which is also what rdmasim says it is, whose methods have names.
ok "a driver with the number of another one, and a method" \
	modprobe ruapi_testdrv driver_id=15 methods=1
is "it is not given names of that one's" \
	"$("$RDMA_UAPI_BUILD/bin/rdma-uapi" describe --device testdrv0 | sed -n 1p)" \
	"DEVICE.METHOD0  object 2, action 0x8000, class DRIVER 0x92"
ok "the driver can be removed" modprobe -r ruapi_testdrv

# Those that are not safe: RDMA_DRIVER_CXGB4; RDMA_DRIVER_BNXT_RE of old, which has
# no entries of what it maps.
with driver_id=4 refused unsafe
like "the log says why" "$(dmesg | tail -n 20)" 'driver cxgb4 is not opened here: memory of a queue'
with "driver_id=6 bare=1" refused unsafe
with driver_id=6 usable
ok "an administrator takes the risk" eval 'echo Y >/sys/module/rdma_uapi/parameters/unsafe_drivers'
with driver_id=4 trusted
with "" trusted
ok "and no more" eval 'echo N >/sys/module/rdma_uapi/parameters/unsafe_drivers'
with driver_id=13 refused unsafe

# RDMA_DRIVER_HNS; what it needs, ib_uverbs has or has not.
ok "ib_uverbs loads" modprobe ib_uverbs
if grep -qw rdma_user_mmap_disassociate /proc/kallsyms; then
	with driver_id=12 refused uverbs
else
	with driver_id=12 usable
fi
ok "the module can be removed" rmmod rdma_uapi
done_testing
