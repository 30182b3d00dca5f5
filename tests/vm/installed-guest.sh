#!/bin/bash
# In the guest of installed.sh: an administrator installs the packages (install), and
# after the next boot they, users and a service find what they were promised; then the
# packages are upgraded, removed and purged (use).  Prints TAP.
# WORK has what the host has prepared, DEBS the packages.
# usage: installed-guest.sh install|use
set -uo pipefail
# shellcheck source=tests/vm/guest-only.sh
. "${BASH_SOURCE[0]%installed-guest.sh}guest-only.sh" || exit
. "${SRC:?is set in a guest: see tests/vm/guest.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/deb-common.sh"
: "${WORK:?} ${DEBS:?}"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
release=$(uname -r)
# Emulated, and with a boot's worth of services.
PATIENCE=4
# What systemd and useradd keep for themselves, a key that DKMS makes once, and what is
# ours.
unseen=(/var/lib/systemd /etc/machine-id '/var/lib/dkms/mok.*' '/etc/*-' /etc/.pwd.lock /etc/.updated /var/.updated
	/var/tmp /root)

# install_debs FILE...: where DKMS would compile, it takes what the host has; it is
# for this kernel alone, as that is the only one.
install_debs()
{
	dpkg --unpack "$@" &&
		sed -i "s|^MAKE\[0\]=\"make [^&]* modules|MAKE[0]=\"cp $WORK/prebuilt/*.ko \$dkms_tree/\$PACKAGE_NAME/\$PACKAGE_VERSION/build/|" \
			/usr/src/rdma*/dkms.conf && dpkg --configure -a
}

# by USER COMMAND...: as who has logged in.
by() { runuser -l "$1" -c "$(printf '%q ' "${@:2}")"; }

# The example of a service, where the documents say that it is; and an HCA at boot,
# which is this machine's.
add_service()
{
	local examples=/usr/share/doc/rdma-uapi-tools/examples

	mkdir -p /etc/systemd/system/rdma-uapi-rping.service.d &&
		cp "$examples/rping.service" /etc/systemd/system/rdma-uapi-rping.service &&
		cp "$examples/service.conf" /etc/systemd/system/rdma-uapi-rping.service.d/rdma-uapi.conf &&
		cat >/etc/systemd/system/hca.service <<-'END' &&
			[Unit]
			Before=network-online.target rdma-uapi-rping.service

			[Service]
			Type=oneshot
			RemainAfterExit=yes
			ExecStart=modprobe rdma_rxe
			ExecStart=ip link add vethr0 type veth peer name vethr1
			ExecStart=ip addr add 10.1.0.1/24 dev vethr0
			ExecStart=ip link set vethr0 up
			ExecStart=ip link set vethr1 up
			ExecStart=rdma link add rxe0 type rxe netdev vethr0

			[Install]
			WantedBy=multi-user.target
		END
		systemctl -q enable hca.service rdma-uapi-rping.service
}

without_service()
{
	systemctl -q disable --now rdma-uapi-rping.service hca.service
	rm -r /etc/systemd/system/{hca.service,rdma-uapi-rping.service,rdma-uapi-rping.service.d}
	systemctl daemon-reload
}

install()
{
	local debs

	mapfile -t debs < <(debs_of "$DEBS" "$old" "${names[@]}")
	files >/root/before
	ok "all packages are installed" install_debs "${debs[@]}"
	for module in rdma_uapi rdmasim simbuf; do
		ok "DKMS has installed $module" built "$release" "$module"
	done
	ok "its private structures were compared" grep -rq "the private structures of Linux $release are where" \
		/var/lib/dkms/rdma-uapi/"$old/$release"/*/log
	like "doctor says what is missing until the next boot" "$(rdma-uapi doctor)" 'modprobe rdma_uapi'
	ok "there is a user" useradd -m alice
	ok "of the group that the package has made" usermod -aG rdma alice
	ok "and another one" useradd -m bob
	ok "a service is set up" add_service
}

pings() { grep -c 'ping data: rdma-ping' <<<"$1"; }
main_pid() { systemctl show -P MainPID rdma-uapi-rping; }
listens() { grep -qs 'ruapi-cm-id:.*LISTEN' /proc/[0-9]*/fdinfo/*; }
active() { systemctl -q is-active "$@"; }
no_such_unit() { ! active "$1"; }

use()
{
	local said pid debs

	ok "the HCA is there" active hca.service
	ok "the module was loaded at boot" test -e /sys/module/rdma_uapi
	like "it is the one that DKMS installed" "$(modinfo -n rdma_uapi)" updates/dkms
	is "udev gives the node to the group" "$(stat -c '%a %U %G' /dev/rdma_uapi)" "660 root rdma"
	ok "systemd knows the node" active dev-rdma_uapi.device
	is "nothing failed at boot" "$(systemctl --failed --no-legend --plain)" ""

	said=$(rdma-uapi doctor 2>&1)
	is "doctor finds nothing wrong, for root" "exit status $?"$'\n'"$(grep '^wrong' <<<"$said")" "exit status 0"$'\n'
	said=$(by alice rdma-uapi doctor 2>&1)
	is "nor for a user of the group" "exit status $?"$'\n'"$(grep '^wrong' <<<"$said")" "exit status 0"$'\n'
	diag "$said"
	said=$(by bob rdma-uapi doctor 2>&1)
	is "for another user it does" "exit status $?" "exit status 1"
	like "and says what to do" "$said" 'usermod -aG rdma'
	like "a user of the group sees the HCA" "$(by alice rdma-uapi list 2>&1)" rxe0
	unlike "another user does not" "$(by bob rdma-uapi list 2>&1)" rxe0
	like "rdma-strace reads what the tool does" \
		"$(by alice rdma-strace -e trace=ioctl rdma-uapi list 2>&1)" 'RDMA_UAPI|RUAPI'
	like "programs see it over the interposer" "$(by alice rdma-uapi run -- ibv_devinfo 2>&1)" 'PORT_ACTIVE'

	ok "the service is active" eventually 30 active rdma-uapi-rping
	pid=$(main_pid)
	unlike "as a user of its own" "$(stat -c %U "/proc/$pid")" '^(root|alice|bob)$'
	ok "it listens" eventually 60 listens
	is "it has the node, and no other of RDMA" "$(ls -d /proc/"$pid"/root/dev/{rdma_uapi,infiniband} 2>/dev/null)" \
		"/proc/$pid/root/dev/rdma_uapi"
	like "it may lock memory" "$(grep 'Max locked' "/proc/$pid/limits")" unlimited
	said=$(by alice timeout 240 rdma-uapi run -- rping -c -a 10.1.0.1 -C 3 -v 2>&1)
	is "a user's rping reaches it over rxe" "$(pings "$said")" 3
	by alice timeout 240 rdma-uapi run -- rping -s -a 10.1.0.1 -p 7200 -C 3 >/root/server 2>&1 &
	ok "a user's server listens" eventually 60 bash -c 'cat /proc/[0-9]*/fdinfo/* 2>/dev/null | grep -q "LISTEN.*:7200"'
	said=$(by alice timeout 240 rdma-uapi run -- rping -c -a 10.1.0.1 -p 7200 -C 3 -v 2>&1)
	is "and is pinged" "$(pings "$said")" 3
	wait $!
	is "and ends well" "exit status $?" "exit status 0"

	mapfile -t debs < <(debs_of "$WORK/new" "$new" "${upgraded[@]}")
	ok "packages are upgraded under it" install_debs "${debs[@]}"
	like "DKMS has the new version" "$(dkms status)" "rdma-uapi/$new, ${release//+/[+]}, .*: installed"
	unlike "and no other" "$(dkms status)" "rdma-uapi/${old}[,:]"
	is "the service runs as before" "$(main_pid)" "$pid"
	said=$(by alice timeout 240 rdma-uapi run -- rping -c -a 10.1.0.1 -C 3 -v 2>&1)
	is "and answers" "$(pings "$said")" 3
	not_ok "the module cannot be unloaded under it" modprobe -r rdma_uapi
	ok "the service is stopped" systemctl stop rdma-uapi-rping
	ok "then the module can be unloaded" eventually 20 modprobe -r rdma_uapi
	ok "and the node is gone" eventually 20 no_such_unit dev-rdma_uapi.device
	ok "the new module is loaded" modprobe rdma_uapi
	ok "and the service started on its node" systemctl start rdma-uapi-rping
	ok "and listens" eventually 60 listens
	said=$(by alice timeout 240 rdma-uapi run -- rping -c -a 10.1.0.1 -C 3 -v 2>&1)
	is "it answers over the new module" "$(pings "$said")" 3

	ok "what the administrator added goes" without_service
	ok "the module is unloaded" eventually 20 modprobe -r rdma_uapi
	ok "all packages are removed" dpkg -r "${names[@]}"
	not_ok "there is no module any more" modinfo rdma_uapi
	ok "all packages are purged" dpkg -P "${names[@]}"
	userdel -r alice 2>/dev/null
	userdel -r bob 2>/dev/null
	files >/root/after
	# The group stays, as files may be its.
	is "no trace is left" "$(diff /root/before /root/after | grep '^[<>]' |
		grep -vE '^[<>] [0-9a-f]{32}  /etc/group$')" ""
	is "of accounts but the group" "$(getent group rdma | cut -d: -f1,4)" "rdma:"
}

case ${1:-} in
install) install ;;
use) use ;;
*) fail "it is known what to do" "usage: installed-guest.sh install|use" ;;
esac
done_testing
