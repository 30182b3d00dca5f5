#!/bin/bash
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# What the system is told of the module is understood by it: systemd's units,
# sysusers.d, modules-load.d, modprobe.d, udev rules.
#
#   system.sh SOURCE_DIR

dir=$1/lib/system
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
number=0

# silent NAME COMMAND...: it succeeds and says nothing
silent()
{
	local name=$1

	shift
	number=$((number + 1))
	if "$@" >"$tmp/out" 2>&1 && [[ ! -s $tmp/out ]]; then
		echo "ok $number - $name"
	else
		failed=1
		echo "not ok $number - $name"
		sed 's/^/# /' "$tmp/out"
	fi
}

# without WORDS FILE: the words are in no line of it
without()
{
	! grep -n -- "$1" "$2"
}

# The programs that units start need not be installed here.
verify()
{
	SYSTEMD_UNIT_PATH=$tmp/units: systemd-analyze verify --man=no "$tmp/units/rdma-uapi-rping.service"
}

units()
{
	mkdir -p "$tmp/units/rdma-uapi-rping.service.d"
	sed 's|^ExecStart=/usr/bin/rdma-uapi |ExecStart=/bin/true |' "$dir/rping.service" \
		>"$tmp/units/rdma-uapi-rping.service"
	cp "$dir/service.conf" "$tmp/units/rdma-uapi-rping.service.d/rdma-uapi.conf"
}

units
silent "the example service, with its drop-in" verify
echo 'DeviceAlow=/dev/null rw' >>"$tmp/units/rdma-uapi-rping.service.d/rdma-uapi.conf"
number=$((number + 1))
if verify 2>&1 | grep -q DeviceAlow; then
	echo "ok $number - a mistake would be seen"
else
	failed=1
	echo "not ok $number - a mistake would be seen"
fi

# sysusers makes the group in a made-up root.
group()
{
	mkdir -p "$tmp/root/etc" "$tmp/root/usr/lib/sysusers.d"
	cp "$dir/sysusers.conf" "$tmp/root/usr/lib/sysusers.d/rdma-uapi.conf"
	: >"$tmp/root/etc/passwd"
	echo root:x:0: >"$tmp/root/etc/group"
	systemd-sysusers --root="$tmp/root" >"$tmp/sysusers" 2>&1 || { cat "$tmp/sysusers"; return 1; }
	grep -q '^rdma:' "$tmp/root/etc/group"
}
silent "the group is made" group

# What stands behind # is to be used as it is, too.
parameters()
{
	local used parameter

	sed -n 's/^#\(options\|alias\)/\1/p' "$dir/modprobe.conf" >"$tmp/rdma_uapi.conf"
	used=$(modprobe -C "$tmp/rdma_uapi.conf" -c)
	for parameter in netns_raw unsafe_drivers; do
		grep -q "^options rdma_uapi .*\<$parameter=" <<<"$used" || echo "no $parameter"
		grep -rqE "module_param(_named|_cb)?\($parameter\>" "$1/kernel/rdma_uapi" "$1/kernel/drivers" ||
			echo "the module has no parameter $parameter"
	done
	grep -q '^alias rdma_client_rdma_uapi rdma_uapi' <<<"$used" || echo "no alias"
}
silent "modprobe.d: options that the module has" parameters "$1"
silent "nothing is set by default" without '^[^#]' "$dir/modprobe.conf"
silent "modules-load.d: one module" diff <(grep -v '^#' "$dir/modules-load.conf") <(echo rdma_uapi)

# One rule; udevadm of Debian 13 can verify it.
silent "udev: one rule, and it is strict" diff <(grep -v '^#' "$dir/90-rdma-uapi.rules") \
	<(echo 'KERNEL=="rdma_uapi", SUBSYSTEM=="misc", MODE="0660", GROUP="rdma", TAG+="systemd"')
if udevadm verify --help >/dev/null 2>&1; then
	silent "udevadm verify" udevadm verify --no-summary "$dir/90-rdma-uapi.rules"
fi

echo "1..$number"
exit "$failed"
