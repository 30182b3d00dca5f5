#!/bin/bash
# In the chroot of deb.sh: installs, uses, upgrades, removes and purges the
# packages, and DKMS builds modules for the kernels that are there.  Prints TAP.
# usage: deb-chroot.sh
set -uo pipefail
[[ -d /debs && -e /src/tests/vm/tap.sh ]] || { echo "this is for the chroot of deb.sh" >&2; exit 1; }
. /src/tests/vm/tap.sh

old=$(sed -n '1s/.*(\(.*\)).*/\1/p' /src/lib/debian/changelog)
new=$old.1
upgraded=(librdma-uapi1 librdma-uapi-dev rdma-uapi-tools rdma-uapi-strace rdma-uapi-dkms)
names=("${upgraded[@]}" rdmasim-dkms)
mapfile -t kernels < <(ls /lib/modules 2>/dev/null)
release=${kernels[0]:-}

# Every file, link and folder that is there, but what dpkg and its like keep for
# themselves.
files()
{
	find / -xdev \( -path /proc -o -path /tmp -o -path /src -o -path /debs -o -path /out -o -path /prebuilt -o -path /wrong.ko -o -path /boot -o -path /root/.cache \
		-o -path /var/lib/dpkg -o -path /var/log -o -path /var/cache -o -path '/lib/modules/*/modules.*' \) \
		-prune -o -printf '%p %y %m %u %g %l\n' | sort
	find /lib/modules -mindepth 2 -name '*.ko*' | sort
	md5sum /etc/{passwd,group,modules} /etc/udev/udev.conf 2>/dev/null
}

# debs_of FOLDER VERSION NAME...: the files of packages.
debs_of()
{
	local name

	for name in "${@:3}"; do
		ls "$1/${name}_${2}"_*.deb
	done
}

# The same packages, as if they were the next version; but rdmasim-dkms, which is
# built as the other one is.
repack()
{
	local deb dir

	mkdir -p /tmp/new
	for deb in $(debs_of /debs "$old" "${upgraded[@]}"); do
		dir=/tmp/repack
		rm -rf "$dir"
		dpkg-deb -R "$deb" "$dir"
		# shellcheck disable=SC2038
		grep -rlF "$old" "$dir/DEBIAN" "$dir"/usr/src/*/dkms.conf 2>/dev/null |
			xargs sed -i "s/${old//./\\.}/$new/g"
		for path in "$dir"/usr/src/*-"$old"; do
			[[ ! -e $path ]] || mv "$path" "${path%"$old"}$new"
		done
		(cd "$dir" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | xargs -0 md5sum >DEBIAN/md5sums)
		dpkg-deb -b "$dir" "/tmp/new/$(basename "$deb" | sed "s/_${old}_/_${new}_/")" >/dev/null
	done
}

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

# built RELEASE MODULE: DKMS has installed it there, and it is for that kernel.
built()
{
	local file

	file=$(find "/lib/modules/$1/updates/dkms" -name "$2.ko*")
	[[ -n $file && $(modinfo -F vermagic "$file") == "$1 "* ]]
}

depmod_knows() { grep -q "/$2.ko" "/lib/modules/$1/modules.dep"; }

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
repack
mapfile -t debs < <(debs_of /tmp/new "$new" "${upgraded[@]}")
ok "packages are upgraded" install_debs "${debs[@]}"
like "DKMS has the new version" "$(dkms status)" "rdma-uapi/$new(, $release, .*: installed|: added)"
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
	grep -vE '^[<>] ([0-9a-f]{32}  /etc/group$|/etc/(group|gshadow)-? |/lib/modules/[^/]*/build |/var/lib/dkms/mok\.)')" ""
done_testing
