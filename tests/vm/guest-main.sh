#!/bin/bash
# Process 1 of a guest, started by guest-init.sh in the host's root, or a service of
# a guest with systemd: runs the job that guest.sh prepared, reports its exit status
# and switches the machine off.  What leaves the guest leaves through virtio-serial ports, each of which
# is a file on the host: the job's output, the kernel's log, and the status.
# shellcheck source=tests/vm/guest-only.sh
. "${BASH_SOURCE[0]%guest-main.sh}guest-only.sh" || exit
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# Of any other locale each program opens a dozen files, over 9p, and maps them.
export HOME=/root TERM=dumb LANG=C

ulimit -n 65536 -c 0

# A port can be open only once, so keep it open here and let the job write to
# a pipe: /dev/stdout works for it then.
port()
{
	local file name

	for file in /sys/class/virtio-ports/*/name; do
		read -r name <"$file"
		file=${file%/name}
		[ "$name" != "$1" ] || port=/dev/${file##*/}
	done
}

# There is no udev that would open the node to everybody, but where there is systemd.
if [ $$ -eq 1 ]; then
	mkdir -p /etc/modprobe.d
	cp "${0%/*}/guest-modprobe.conf" /etc/modprobe.d/rdma_uapi.conf
fi

run=
for word in $(</proc/cmdline); do
	case $word in
	guest.run=*) run=${word#guest.run=} ;;
	esac
done
port output && exec {out}>"$port"
port dmesg && exec {log}>"$port"
port status && exec {result}>"$port"

stdbuf -oL dmesg --follow >&"$log" &
echo "guest: ready" >/dev/kmsg

mkfifo /run/output
cat /run/output >&"$out" &
writer=$!
setsid /bin/bash "$run/job" </dev/null >/run/output 2>&1 &
job=$!
wait "$job"
status=$?

# Daemons that the job left behind must not hold the output open.
for _ in 1 2 3 4 5 6 7 8 9 10; do
	kill -0 "$writer" 2>/dev/null || break
	sleep 0.1
done
echo "guest: done" >/dev/kmsg
sleep 0.2
echo "$status" >&"$result"
if [ $$ -ne 1 ]; then
	systemctl --no-block reboot
	exit
fi
echo b >/proc/sysrq-trigger
sleep 60
