#!/bin/busybox sh
# shellcheck shell=dash
# /init of the guest's initramfs.  Makes a root out of the host's, or of one that
# the host has in a folder, read-only over 9p, under an overlay whose upper layer is
# the guest's memory, and hands over to guest-main.sh in the checkout.  Kernel
# command line:
#   guest.root=DIR    the folder
#   guest.disk=1      the root is on a disk instead, writable, and starts by systemd
#   guest.run=DIR     where the host put this run's job and expects its results
#   guest.vm=DIR      tests/vm of the checkout
#   guest.modules=DIR what becomes /lib/modules
#   guest.keep=A,B    folders of the host that must be visible, also when /tmp and so
#                     on are mounted over
if [ $$ -ne 1 ] || [ ! -d /lower ]; then
	echo "guest-init.sh: this is /init of a guest: see tests/vm/guest.sh" >&2
	exit 1
fi
/bin/busybox --install -s /bin
export PATH=/bin

die()
{
	echo "guest-init: $*" >/dev/console
	reboot -f
}

mount -t proc proc /proc
mount -t devtmpfs devtmpfs /dev
for module in /modules/*.ko; do
	[ ! -e "$module" ] || insmod "$module" || die "cannot insert $module"
done

keep='' root='' modules='' vm='' disk=''
for word in $(cat /proc/cmdline); do
	case $word in
	guest.keep=*) keep=$(echo "${word#guest.keep=}" | tr ',' ' ') ;;
	guest.modules=*) modules=${word#guest.modules=} ;;
	guest.disk=*) disk=1 ;;
	guest.root=*) root=${word#guest.root=} ;;
	guest.vm=*) vm=${word#guest.vm=} ;;
	esac
done

mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose \
	root /lower || die "cannot mount the host's root"

# What scenarios start over and over: a program opens five files, one of
# libibverbs fifty, and over 9p each of them takes longer than all else that it
# does.  A library is known by its name up to the first dash or dot.
programs="bash cat chmod comm cut dash date env grep head ip kmod ls mawk mkdir mktemp mount
	nsenter pgrep rdma rm rping sed sleep sort stat stdbuf tail tee timeout touch tr unshare wc"
libraries=" $(echo ld libacl libattr libblkid libbpf libbsd libc libcap libcrypto libdl libefa \
	libelf libgcc_s libgcrypt libgpg libibverbs liblz4 liblzma libm libmana libmd libmlx4 libmlx5 \
	libmnl libmount libncursesw libnl libnuma libpcre2 libproc2 libpthread librdmacm \
	libselinux libsystemd libtinfo libz libzstd) "

# often_started: the names of these files in the current folder, a root.  The folder of
# libraries is listed once only: for each name in it the host looks at a file.
often_started()
{
	for name in $programs; do
		echo "usr/bin/$name"
		echo "usr/sbin/$name"
	done
	for file in usr/lib/*-linux-gnu/*.so*; do
		name=${file##*/}
		case $libraries in *" ${name%%[-.]*} "*) echo "$file" ;; esac
	done
	for file in usr/lib/*-linux-gnu/libibverbs/* etc/libibverbs.d/* etc/modprobe.d/* \
		usr/lib/modprobe.d/* etc/ld.so.cache etc/nsswitch.conf etc/passwd; do
		echo "$file"
	done
}

# in_memory FOLDER: copies there, of the files whose names come, those that are in the
# current folder and no links.
in_memory()
{
	mkdir -p "$1"
	while read -r file; do
		if [ -f "$file" ] && [ ! -L "$file" ]; then echo "$file"; fi
	done >/files
	cpio -o -H newc </files 2>/dev/null | (cd "$1" && cpio -i -d -m 2>/dev/null) ||
		die "cannot copy what programs often open"
}

# writable LOWER UPPER WORK MOUNTPOINT
writable()
{
	mkdir -p "$2" "$3" "$4"
	mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" overlay "$4" ||
		die "cannot make $1 writable"
}

# Where the host's files are: in the root, or beside it.
host=/new
if [ -n "$disk" ]; then
	for module in /modules/disk/*.ko; do
		[ ! -e "$module" ] || insmod "$module" || die "cannot insert $module"
	done
	mount -t ext4 /dev/vda /new || die "cannot mount the disk"
	host=/lower
else
	mount -t tmpfs -o size=75%,mode=755 tmpfs /upper
	mkdir /upper/data /upper/work
	cd "/lower$root" || die "cannot enter the root"
	often_started | in_memory /upper/data
	writable "/lower$root" /upper/data /upper/work /new
	if [ -n "$root" ]; then
		host=/host
		writable /lower /upper/host /upper/host-work /host
	fi
	# /lib is a link on Debian: follow it inside the new root.
	lib=$(chroot /new /usr/bin/readlink -f /lib)
	# modprobe opens eight files beside the module.
	cd "/lower$modules" || die "cannot enter $modules"
	for file in */modules.*; do echo "$file"; done | in_memory /upper/modules
	cd /
	writable "/lower$modules" /upper/modules /upper/modules-work "/new$lib/modules"
fi

n=0
for path in $keep; do
	n=$((n + 1))
	mkdir -p "/keep/$n"
	mount --bind "$host$path" "/keep/$n" || die "cannot bind $path"
done
mkdir -p /new/proc /new/sys /new/dev /new/tmp /new/run
mount -t tmpfs -o mode=1777 tmpfs /new/tmp
mount -t tmpfs -o mode=755 tmpfs /new/run
n=0
for path in $keep; do
	n=$((n + 1))
	mkdir -p "/new$path"
	mount --move "/keep/$n" "/new$path" || die "cannot move $path"
done

# The rest of what programs expect, from here because busybox in memory is much
# quicker than the same programs over 9p.
mkdir -p /dev/pts /dev/shm
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
for link in fd:/proc/self/fd stdin:/proc/self/fd/0 stdout:/proc/self/fd/1 stderr:/proc/self/fd/2; do
	ln -s "${link#*:}" "/dev/${link%%:*}" 2>/dev/null
done
mount --move /dev /new/dev
mount --move /proc /new/proc
cd /new || die "there is no new root"
mount -t sysfs sysfs sys
mount -t debugfs debugfs sys/kernel/debug
mount -t tracefs tracefs sys/kernel/tracing
mount -t securityfs securityfs sys/kernel/security
mount -t bpf bpf sys/fs/bpf
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t configfs configfs sys/kernel/config
ip link set lo up
hostname guest

# A task that hangs for half a minute is a bug; the default is two minutes.
for setting in hung_task_timeout_secs=30 hung_task_warnings=-1 printk_ratelimit=0 \
	core_pattern=core; do
	[ ! -e "proc/sys/kernel/${setting%=*}" ] ||
		echo "${setting#*=}" >"proc/sys/kernel/${setting%=*}"
done

[ -r "/new$vm/guest-main.sh" ] || die "cannot read $vm/guest-main.sh"
if [ -n "$disk" ]; then
	# Of the target's own, for whoever is wanted by multi-user comes before it.
	units=/new/run/systemd/system
	mkdir -p $units/guest.target.wants
	printf '%s\n' '[Unit]' 'Requires=multi-user.target' 'After=multi-user.target' >$units/guest.target
	printf '%s\n' '[Unit]' 'After=multi-user.target' '[Service]' "ExecStart=/bin/bash $vm/guest-main.sh" \
		'StandardOutput=journal+console' >$units/guest.service
	ln -s ../guest.service $units/guest.target.wants/guest.service
	exec switch_root /new /sbin/init
fi
exec switch_root /new /bin/bash "$vm/guest-main.sh"
