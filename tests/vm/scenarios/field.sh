#!/bin/bash
# What programs in the field do beside verbs and connections: they look for the
# nodes as files, change names and namespaces, fork, close what they do not know,
# forbid system calls, hide file systems.  Each must end on the stock stack and
# over the interposer in the same way; docs/compat.md tells what does not.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"

box=$SRC/tests/vm/box.sh
work=$(mktemp -d /tmp/field.XXXXXX)

# Where everybody may read.
chmod 755 "$work"
mkdir "$work/bin" "$work/lib"
cp "$RDMA_UAPI_BUILD/bin/rdma-uapi" "$RDMA_UAPI_BUILD/guest/field" \
	"$RDMA_UAPI_BUILD/guest/field_asan" "$work/bin"
cp "$RDMA_UAPI_BUILD/lib/librdma_uapi_compat.so" "$work/lib"
cli=$work/bin/rdma-uapi
field=$work/bin/field

# Of the providers that Debian has these two are enough: to look at all of them
# is half of what a program does here.
mkdir "$work/drivers"
cp /etc/libibverbs.d/{rxe,siw}.driver "$work/drivers"
mount --bind "$work/drivers" /etc/libibverbs.d
trap 'umount /etc/libibverbs.d' EXIT

over() { "$box" "$cli" run -- "$@"; }

# same NAME COMMAND...: says the same on both, and something.
same()
{
	compare "$1" "${@:2}" -- "$box" "$cli" run -- "${@:2}"
}

# compare NAME COMMAND... -- COMMAND...
compare()
{
	local name=$1 stock=()

	shift
	while [[ $1 != -- ]]; do stock+=("$1"); shift; done
	shift
	within 180 "${stock[@]}" >"$work/stock" 2>"$work/stock.err"
	echo "status $?" >>"$work/stock"
	within 180 "$@" >"$work/ours" 2>"$work/ours.err"
	echo "status $?" >>"$work/ours"
	if (($(wc -l <"$work/stock") < 2)); then
		fail "$name" "the stock stack says nothing: $(cat "$work/stock" "$work/stock.err")"
	else
		ok "$name" diff "$work/stock" "$work/ours"
	fi
}

# Hides what sysfs says of the nodes.
cat >"$work/hidden" <<'HIDDEN'
mount -t tmpfs none /sys/class && exec "$@"
HIDDEN
hidden() { unshare --mount --propagation private bash "$work/hidden" "$@"; }

# What people type.
cat >"$work/shell" <<'SHELL'
ls /dev/infiniband
find /dev/infiniband -type c | sort
find /dev -name 'uverbs*' | sort
for node in /dev/infiniband/*; do stat -c '%n %F %a %u:%g %t:%T' "$node"; done
cd /dev/infiniband && pwd && /bin/pwd && ls -1 . && ls -d ../null
[[ -c uverbs0 && -r rdma_cm && -w rdma_cm && ! -e uverbs77 ]] && echo "as it should be"
cd .. && readlink -e infiniband/uverbs0; realpath /dev/../dev/infiniband
bash -c 'cd infiniband && exec bash -c "ls -C; cd ..; pwd -P"'
tar -C / -cf - dev/infiniband | tar -tf - | sort
du -a /dev/infiniband | sort
python3 - <<'PYTHON'
import glob, os, pathlib
print(sorted(os.listdir('/dev/infiniband')))
print(sorted(glob.glob('/dev/inf*/uverbs[0-9]')))
print(sorted((e.name, e.is_file(), e.is_dir()) for e in os.scandir('/dev/infiniband')))
print([(r, sorted(d), sorted(f)) for r, d, f in os.walk('/dev/infiniband')])
print(pathlib.Path('/dev/infiniband/uverbs0').is_char_device(), os.path.realpath('/dev/./infiniband'))
os.chdir('/dev/infiniband')
print(os.getcwd(), os.stat('uverbs0') == os.stat('/dev/infiniband/uverbs0'))
PYTHON
perl -e 'print join(" ", sort glob("/dev/infiniband/*")), "\n"'
SHELL

modprobe rdma_ucm && modprobe ib_uverbs
ok "rxe comes up" rxe_up
ok "siw comes up, in two network namespaces" siw_pair_up far
ok "the module loads" modprobe rdma_uapi
# What is compared is the stack: there all network namespaces see all ports.
ok "with the stock stack's rule" eval 'echo Y >/sys/module/rdma_uapi/parameters/shared_ports'

same "the folder" "$field" folder
same "the folder in a shell, in Python and Perl" bash "$work/shell"
like "which have seen it" "$(<"$work/ours")" "as it should be"

same "GIDs and ports of rxe" "$field" device rxe0
same "GIDs and ports of siw" "$field" device siw0
compare "GIDs of rxe in another network namespace" \
	nsenter --net=/run/netns/far "$field" device rxe0 -- \
	"$box" --netns far "$cli" run -- "$field" device rxe0
same "a device that is open gets another name" "$field" renamed rxe0 rxe9
same "threads in two network namespaces" \
	"$field" threads-in-namespaces 10.2.0.1 /run/netns/far 10.2.0.2
same "a child gives up what its parent uses" "$field" child-gives-up 10.1.0.1
like "and is told so" "$(<"$work/ours")" "child: rdma_destroy_id: EACCES"
within 60 over "$field" daemon-takes-over 10.1.0.1 >"$work/ours" 2>&1
# What has been started ends before the daemon does.
eventually 60 grep -q "daemon: rdma_destroy_id" "$work/ours"
is "but a daemon takes over" "$(<"$work/ours")" "daemon: a connection
daemon: rdma_migrate_id: ok
daemon: rdma_migrate_id: ok
daemon: rdma_migrate_id of the listener: ok
daemon: rdma_disconnect: ok
daemon: rdma_destroy_id: ok"
same "a child takes an id of its parent's to a channel of its own" "$field" child-takes 10.1.0.1
like "which works" "$(<"$work/ours")" "child: rdma_listen: EACCES.*child: a connection"
same "a child that shares memory opens" "$field" vfork-opens 10.1.0.1
chmod 600 /dev/infiniband/* /dev/rdma_uapi
same "a child that may not open the device" "$field" rights-dropped rxe0
like "does not, though its parent has" "$(<"$work/ours")" "child: not opened"$'\n'"parent: opened"
chmod 666 /dev/infiniband/* /dev/rdma_uapi
same "all fds but those that it knows are closed" "$field" closes-unknown-fds 10.1.0.1
same "a backlog" "$field" waiting 10.1.0.1 2 4
sysctl -q net.rdma_ucm.max_backlog=3
same "an administrator's limit for it" "$field" waiting 10.1.0.1 100 5
like "which was met" "$(<"$work/ours")" "3 of 5 wait"
sysctl -q net.rdma_ucm.max_backlog=1024
same "opened and closed 50 times" "$field" opened rxe0 50
diag "stock $(<"$work/stock.err"), ours $(<"$work/ours.err")"

compare "without sysfs, RDMA netlink will do" \
	hidden "$field" device rxe0 -- hidden "$box" "$cli" run -- "$field" device rxe0
like "which was hidden" "$(hidden ls /sys/class 2>&1 | wc -l)" '^0$'

chmod 600 /dev/infiniband/* /dev/rdma_uapi
export field
compare "who may not open the nodes sees them" \
	setpriv --reuid 65534 --clear-groups bash -c 'ls /dev/infiniband; stat -c "%n %a" /dev/infiniband/uverbs0; [[ -r /dev/infiniband/uverbs0 ]] || echo unreadable; (: </dev/infiniband/rdma_cm) 2>&1; "$field" device rxe0; ibv_devices | wc -l' -- \
	env LD_PRELOAD="$work/lib/librdma_uapi_compat.so" "$box" setpriv --reuid 65534 --clear-groups bash -c 'ls /dev/infiniband; stat -c "%n %a" /dev/infiniband/uverbs0; [[ -r /dev/infiniband/uverbs0 ]] || echo unreadable; (: </dev/infiniband/rdma_cm) 2>&1; "$field" device rxe0; ibv_devices | wc -l'
like "and is told why" "$(<"$work/ours")" "unreadable.*rdma_cm: Permission denied"
like "rdma-uapi run says it before" \
	"$(setpriv --reuid 65534 --clear-groups "$cli" run -- ibv_devices 2>&1)" "/dev/rdma_uapi: Permission denied"
chmod 666 /dev/infiniband/* /dev/rdma_uapi
chmod 700 "$work/lib"
like "or that the interposer must not be read" \
	"$(setpriv --reuid 65534 --clear-groups "$cli" run -- ibv_devices 2>&1)" "librdma_uapi_compat.so: Permission denied"
chmod 755 "$work/lib"

# Not what they seem.
cat >"$work/foreign" <<'FOREIGN'
mount --bind /dev/zero /dev/rdma_uapi && exec "$@"
FOREIGN
like "another device in its place is told" \
	"$("$box" bash "$work/foreign" "$cli" run -- ibv_devices 2>&1)" "another character device, 1:5"
same "a program with the address sanitizer" "$work/bin/field_asan"
same "and one that a shell starts" sh -c "$work/bin/field_asan"
cat >"$work/script" <<<'ibv_devices | wc -l'
chmod +x "$work/script"
same "a script that does not say of what" bash -c "$work/script"
is "is run itself, too" "$(over "$work/script" 2>&1)" "$(bash "$work/script")"
is "the dynamic loader as a command" \
	"$(over /lib64/ld-linux-x86-64.so.2 /usr/bin/ibv_devices)" "$(ibv_devices)"

umount /etc/libibverbs.d
trap - EXIT
rm -rf "$work"
is "no object is left" "$(rdma resource show | grep -oE '(pd|cq|qp|mr|ctx) [1-9][0-9]*' | grep -vE '^(pd|cq|qp|mr) 1$')" ""
rdma_down
ok "nothing keeps the module" eventually 10 rmmod rdma_uapi
done_testing
