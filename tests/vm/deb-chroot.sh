#!/bin/bash
# In the chroot of deb.sh: installs, uses, upgrades, removes and purges the
# packages, and DKMS builds modules for the kernels that are there.  Prints TAP.
# usage: deb-chroot.sh
set -uo pipefail
[[ -d /debs && -e /src/tests/vm/tap.sh ]] || { echo "this is for the chroot of deb.sh" >&2; exit 1; }
. /src/tests/vm/tap.sh
# shellcheck source=tests/vm/deb-common.sh
. /src/tests/vm/deb-common.sh
mapfile -t kernels < <(ls /lib/modules 2>/dev/null)
release=${kernels[0]:-}

# install_debs FILE...: with --prebuilt DKMS goes through the motions of make, and
# takes what modules.sh has built.
install_debs()
{
	if [[ -z ${PREBUILT:-} ]]; then
		dpkg -i "$@"
		return
	fi
	# It says what it would make; all but modules.order, which comes of it, is there.
	cat >/tmp/dry.sh <<-'END'
		! make -n "$@" 2>&1 | grep 'No rule to make' | grep -v modules.order
	END
	dpkg --unpack "$@" &&
		sed -i 's|^MAKE\[0\]="make \(.*\) modules|MAKE[0]="sh /tmp/dry.sh \1 modules \&\& cp /prebuilt/$kernelver/*.ko $dkms_tree/$PACKAGE_NAME/$PACKAGE_VERSION/build/|' \
			/usr/src/rdma*/dkms.conf && dpkg --configure -a
}

# A project of somebody else's: by pkg-config, and by CMake.
outside()
{
	mkdir -p /tmp/outside && cd /tmp/outside || return
	sed -n '/^```c$/,/^```$/{/^```/!p}' /src/README.md >main.c
	case $1 in
	pkg-config)
		# shellcheck disable=SC2046
		cc -Wall -Werror -o by-pkg-config main.c $(pkg-config --cflags --libs rdma_uapi) || return
		[[ $(./by-pkg-config 2>&1) == "/dev/rdma_uapi: No such file or directory" ]]
		;;
	static)
		# shellcheck disable=SC2046
		cc -static -o by-archive main.c $(pkg-config --cflags --static --libs rdma_uapi) &&
			! ldd by-archive >/dev/null 2>&1
		;;
	cmake)
		printf '%s\n' 'cmake_minimum_required(VERSION 3.20)' 'project(outside C)' \
			"find_package(rdma_uapi ${old%.*} REQUIRED)" 'add_executable(by-cmake main.c)' \
			'target_link_libraries(by-cmake PRIVATE rdma_uapi::rdma_uapi)' >CMakeLists.txt
		cmake -S . -B build && cmake --build build && readelf -d build/by-cmake | grep -q 'librdma_uapi.so.1'
		;;
	esac
}

# Not only for the kernel that runs, which is that of the host of this chroot.
echo 'autoinstall_all_kernels="yes"' >>/etc/dkms/framework.conf
files >/tmp/before
mapfile -t debs < <(debs_of /debs "$old" "${names[@]}")
ok "all packages are installed" install_debs "${debs[@]}"
for kernel in "${kernels[@]}"; do
	for module in rdma_uapi rdmasim simbuf; do
		ok "DKMS has built $module for $kernel" built "$kernel" "$module"
	done
	ok "depmod knows rdma_uapi for $kernel" depmod_knows "$kernel" rdma_uapi
done
if [[ -n $release ]]; then
	cp -r "/lib/modules/$release/updates/dkms"/. /out/
	ok "its private structures were compared" grep -rq "the private structures of Linux $release are where" \
		/var/lib/dkms/rdma-uapi/"$old/$release"/*/log
fi
like "the tool runs" "$(rdma-uapi --version)" "^rdma-uapi $old$"
ok "it finds the interposer" bash -c 'rdma-uapi doctor | grep "^ok *interposer"'
is "which can be mounted into images of other distributions" \
	"$(objdump -T /usr/lib/*/rdma_uapi/librdma_uapi_compat.so | grep -o 'GLIBC_[0-9.]*' |
		{ cat; echo GLIBC_2.17; } | sort -V | tail -n 1)" GLIBC_2.17
like "the strace runs" "$(rdma-strace --version | head -n 1)" strace
ok "the group is there" getent group rdma
ok "an outside project builds with pkg-config" outside pkg-config
ok "and statically" outside static
ok "and with CMake" outside cmake
is "bash completes" "$(bash -c '. /usr/share/bash-completion/completions/rdma-uapi
	COMP_WORDS=(rdma-uapi doc) COMP_CWORD=1; _rdma_uapi rdma-uapi doc ""; echo "${COMPREPLY[*]}"')" doctor
ok "man pages are there" test -e /usr/share/man/man8/rdma-uapi.8.gz -a -e /usr/share/man/man3/ruapi_qp_create.3.gz

# A kernel whose private structures are elsewhere: in place of the one that would be
# built there is a module whose mirror is wrong.
refused()
{
	local conf=/usr/src/rdma-uapi-$old/dkms.conf log

	sed -i.before 's|^MAKE\[0\]=.*\( && sh \)|MAKE[0]="cp /wrong.ko $dkms_tree/$PACKAGE_NAME/$PACKAGE_VERSION/build/rdma_uapi.ko\1|' "$conf"
	dkms remove "rdma-uapi/$old" -k "$release" >/dev/null 2>&1
	not_ok "DKMS refuses where private structures do not fit" dkms install "rdma-uapi/$old" -k "$release"
	log=$(cat /var/lib/dkms/rdma-uapi/"$old"/build/make.log)
	like "and says so" "$log" "REFUSED: the module is not made for this kernel"
	not_ok "there is no module then" built "$release" rdma_uapi
	mv "$conf.before" "$conf"
}
[[ -z $release ]] || refused

# An upgrade, on a machine that has one kernel left.
for kernel in "${kernels[@]}"; do
	[[ $kernel == "$release" ]] || rm "/lib/modules/$kernel/build"
done
repack /debs /tmp/new
mapfile -t debs < <(debs_of /tmp/new "$new" "${upgraded[@]}")
ok "packages are upgraded" install_debs "${debs[@]}"
like "DKMS has the new version" "$(dkms status)" "rdma-uapi/$new(, ${release//+/[+]}, .*: installed|: added)"
unlike "and no other" "$(dkms status)" "rdma-uapi/${old}[,:]"
[[ -z $release ]] || ok "the module is there" built "$release" rdma_uapi

ok "all packages are removed" dpkg -r "${names[@]}"
[[ -z $release ]] || not_ok "the module is gone" built "$release" rdma_uapi
ok "what an administrator may have changed is there" test -e /etc/modprobe.d/rdma_uapi.conf
ok "all packages are purged" dpkg -P "${names[@]}"
rm -rf /tmp/outside
files >/tmp/after
# The group stays: files may be its; so does the key that DKMS has made for itself.
# The link was taken away above.
is "no trace is left" "$(diff /tmp/before /tmp/after | grep '^[<>]' |
	grep -vE '^[<>] ([0-9a-f]{32}  /etc/group$|/etc/(group|gshadow)-? |(/usr)?/lib/modules/[^/]*/build |/var/lib/dkms/mok\.)')" ""
done_testing
