#!/bin/bash
# The command line tool on real devices, and what rdma(8) of iproute2 says of
# programs over the device: the same as of programs on the stock stack.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"

PATH=$RDMA_UAPI_BUILD/bin:$PATH
box=$SRC/tests/vm/box.sh
work=$(mktemp -d /tmp/tool.XXXXXX)
events=''

# what_rdma_says: of rping, a line for each object, without numbers; and whether
# it is given to a process that there is.
what_rdma_says()
{
	local type

	for type in ctx pd cq mr qp cm_id; do
		rdma -j -d resource show "$type"
	done | python3 -IS -c '
import json, sys
decoder, text, at = json.JSONDecoder(), sys.stdin.read(), 0
names = ("comm", "type", "state", "ps", "qp-type")
lines = []
while text[at:].strip():
    at += len(text[at:]) - len(text[at:].lstrip())
    objects, at = decoder.raw_decode(text, at)
    for o in objects:
        if o.get("comm") != "rping":
            continue
        with open("/proc/%d/comm" % o["pid"]) as comm:
            whose = comm.read().strip()
        lines.append(" ".join(sorted(o)) + ": " + whose + " " +
                     " ".join(str(o[n]) for n in names if n in o))
print("\n".join(sorted(lines)))'
}

rping_listens() { rdma resource show cm_id | grep -q 'LISTEN.*comm rping'; }
both_connected() { (($(rdma resource show qp | grep -c 'state RTS.*comm rping') == 2)); }

# look_at NAME COMMAND...: a server and a client of rping, run by COMMAND, and
# what is said of them meanwhile.
look_at()
{
	local name=$1 server client

	shift
	"$@" rping -s -a 10.1.0.1 >/dev/null 2>&1 &
	server=$!
	eventually 20 rping_listens
	"$@" rping -c -a 10.1.0.1 >/dev/null 2>&1 &
	client=$!
	eventually 20 both_connected
	what_rdma_says >"$work/$name"
	rdma-uapi ps --json >"$work/$name.ps"
	rdma-uapi tree >"$work/$name.tree"
	rdma-uapi tree --svg >"$work/$name.svg"
	rdma-uapi tree --json >"$work/$name.json"
	kill "$client" "$server" 2>/dev/null
	wait "$client" "$server" 2>/dev/null
	return 0
}

# event PATTERN: the tool has said so.
event() { grep -q "$1" "$work/events"; }

modprobe rdma_ucm && modprobe ib_uverbs
ok "rxe comes up" rxe_up
ok "the module loads" modprobe rdma_uapi

look_at stock env
look_at ours "$box" rdma-uapi run --
is "rdma resource show: on the stock stack there is something of each type" \
	"$(for type in lqpn cqn mrn pdn ctxn cm-idn; do grep -c "\b$type\b" "$work/stock"; done | grep -c '^0$')" 0
ok "rdma resource show: the same of programs over the device" diff "$work/stock" "$work/ours"
is "rdma-uapi ps says of which device, by index and name" \
	"$(python3 -IS -c 'import json, sys
print(sorted({(c["index"], c["device"]) for n in json.load(sys.stdin) for c in n["contexts"]}))' <"$work/ours.ps")" \
	"[($(rdma -j dev show rxe0 | sed -n 's/.*"ifindex":\([0-9]*\).*/\1/p'), 'rxe0')]"

# Both ends are on the same port, each QP names the other one.
like "rdma-uapi tree: on the HCA is a port, with its netdev" "$(<"$work/ours.tree")" \
	$'^rxe0  rxe\n\\|- port 1  ACTIVE  vethr0\n'
qp='QP ([0-9]+)  RC RTS  to QP ([0-9]+)'
like "on that two processes, with their network namespaces, and QPs with their peers" \
	"$(tr '\n' ' ' <"$work/ours.tree")" "rping\([0-9]+\)  network namespace [0-9]+ [| \`-]*$qp .*rping\([0-9]+\)  network namespace [0-9]+ [| \`-]*$qp"
is "the peer of one is the other" "$(sed -nE "s/.*$qp.*/\1/p" "$work/ours.tree" | sort)" \
	"$(sed -nE "s/.*$qp.*/\2/p" "$work/ours.tree" | sort)"
like "and the ids of their connection" "$(<"$work/ours.tree")" 'id [0-9]+  CONNECTED  10\.1\.0\.1:[0-9]+ to 10\.1\.0\.1:'
is "the picture, and JSON, have all of it" "$(python3 -IS -c '
import json, sys, xml.etree.ElementTree as tree
text, picture, data = sys.argv[1:]
lines = [line.lstrip("|`- ").rstrip("\n") for line in open(text)]
root = tree.parse(picture).getroot()
name = "{http://www.w3.org/2000/svg}"
nodes = json.load(open(data))
print([t.text for t in root.iter(name + "text")] == lines)
print([n["text"] for n in nodes] == lines)
print(all(n["parent"] is None or n["parent"] < n["id"] for n in nodes))
print(all(int(r.get("x")) + int(r.get("width")) <= int(root.get("width")) and
          int(r.get("y")) + int(r.get("height")) <= int(root.get("height"))
          for r in root.iter(name + "rect")))' "$work/ours.tree" "$work/ours.svg" "$work/ours.json")" $'True\nTrue\nTrue\nTrue'

# Events by name, with the devices opened: the port goes down, the device goes
# and comes back.
rdma-uapi events --open --json --type PORT_ERR,DEVICE_REMOVED,DEVICE_ADDED >"$work/events" 2>"$work/errors" &
events=$!
eventually 20 bash -c 'rdma-uapi ps | grep -q context=1'
ip link set vethr0 down
ok "a port that goes down" eventually 20 event '"name": "rxe0".*"code": "PORT_ERR".*"port": 1'
ip link set vethr0 up
rdma link del rxe0
ok "a device that goes" eventually 20 event '"type": "DEVICE_REMOVED".*"name": "rxe0"'
rdma link add rxe0 type rxe netdev vethr0
ok "and comes, opened again" eventually 20 event '"type": "DEVICE_ADDED".*"name": "rxe0"'
kill "$events"
wait "$events" 2>/dev/null
is "there is nothing else" "$(grep -vcE 'PORT_ERR|DEVICE_REMOVED|DEVICE_ADDED|OVERFLOW' "$work/events")" 0
is "and no complaint" "$(<"$work/errors")" ""
ok "the devices complete" bash -c '[[ $(rdma-uapi complete -- events --device rx) == rxe0 ]]'

# A program with a thousand channels, which listens on a thousand ids.
coproc many { ulimit -n 4096 && exec "$RDMA_UAPI_BUILD/guest/many" 1000 1000; }
# shellcheck disable=SC2154 # coproc sets it
many_pid=$many_PID
read -r -u "${many[0]}" line
is "a thousand ids, and a thousand channels" "$line" ready
began=${EPOCHREALTIME/./}
rdma-uapi ps >"$work/ps"
took=$((${EPOCHREALTIME/./} - began))
is "ps lists them all" "$(grep -c 'cm_id .*LISTENING' "$work/ps")" 1000
like "once" "$(grep many "$work/ps")" "^[0-9]+ +$many_pid +many +1001 .*event_queue=1000 cm_id=1000"
# Half a second on a CPU of its own, and seven when each id was looked for among all.
ok "in less than five seconds: $((took / 1000)) ms" test "$took" -lt $((5000000 * PATIENCE))
eval "exec ${many[1]}>&-"
wait "$many_pid"

# The doctor, on a machine that is well, and on one that is not: its lines cure
# it.  No user is in a group here.
doctor() { setpriv --reuid=65534 --regid=65534 "$@" "$work/bin/rdma-uapi" doctor; }
# cure CHECK: what stands below what is wrong with it
cure() { sed -n "/^wrong *$1 /{n;s/^ *//;s/ *#.*//;p}" "$work/doctor"; }
# cured CHECK: by that line
cured()
{
	local line

	line=$(cure "$1")
	[[ -n $line ]] && bash -c "$line" && ! rdma-uapi doctor | grep "^wrong *$1 "
}
# The host may be a container; this is none.
rm -f /.dockerenv
# Where everybody may read.
chmod 755 "$work"
mkdir "$work/bin" "$work/lib"
cp "$RDMA_UAPI_BUILD/bin/rdma-uapi" "$work/bin"
cp "$RDMA_UAPI_BUILD/lib/librdma_uapi_compat.so" "$work/lib"
ok "the doctor finds nothing wrong" rdma-uapi doctor
ok "nor for others" doctor --clear-groups
ip link set vethr0 down
not_ok "a port is down" rdma-uapi doctor
rdma-uapi doctor >"$work/doctor"
is "for want of its netdev" "$(cure port)" "ip link set vethr0 up"
ok "which is cured" eventually 10 cured port
chmod 0660 /dev/rdma_uapi
not_ok "a stranger" doctor --clear-groups
doctor --clear-groups >"$work/doctor"
like "is told of the mode" "$(<"$work/doctor")" "wrong *access *.*mode 0660, group root: nobody may not open it"
chgrp 100 /dev/rdma_uapi
doctor --clear-groups >"$work/doctor"
is "and of the group" "$(cure access)" "usermod -aG users nobody"
ok "whose members may open it" doctor --groups=100
chmod 0666 /dev/rdma_uapi
mkdir -p /sys/fs/cgroup/scenario.doctor
echo +rdma >/sys/fs/cgroup/cgroup.subtree_control
echo "rxe0 hca_handle=0" >/sys/fs/cgroup/scenario.doctor/rdma.max
bash -c 'echo $$ >/sys/fs/cgroup/scenario.doctor/cgroup.procs; exec rdma-uapi doctor' >"$work/doctor"
is "a limit that is reached" "$(cure cgroup)" "echo 'rxe0 hca_handle=max' >/sys/fs/cgroup/scenario.doctor/rdma.max"
ok "is cured" bash -c "$(cure cgroup)"
rmdir /sys/fs/cgroup/scenario.doctor
rdma link del rxe0
rdma-uapi doctor >"$work/doctor"
ok "there is no HCA: that is cured" cured hca
ok "it is there" wait_active rxe0
# A container's node that was made before the module was loaded again.
rmmod rdma_uapi
rdma-uapi doctor >"$work/doctor"
is "the module is not loaded" "$(cure module)" "modprobe rdma_uapi"
ok "which is cured" cured module
mv /dev/rdma_uapi /dev/rdma_uapi.there && cp -a /dev/null /dev/rdma_uapi
rdma-uapi doctor >"$work/doctor"
like "another node in its place" "$(<"$work/doctor")" "wrong *node */dev/rdma_uapi is 1:3, the module has"
mv /dev/rdma_uapi.there /dev/rdma_uapi
ok "all is well again" rdma-uapi doctor

rdma_down
rmmod rdma_uapi
rm -rf "$work"
done_testing
