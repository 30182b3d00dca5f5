#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# The command line tool, over a kernel that is not there:
# - list, describe, events: what they print, for people and as JSON
# - ps: from a directory that looks like /proc
# - run: what cannot be run, and why
# - help of every command
# - errors: message and exit code
#
#   cli.sh FAKE_TOOL TOOL

fake=$1 tool=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# expect NAME STATUS COMMAND...: stdout as in $tmp/want, stderr in $tmp/err
expect()
{
	name=$1 status=$2
	shift 2
	"$@" > "$tmp/out" 2> "$tmp/err"
	got=$?
	if [ $got -ne "$status" ]; then
		echo "$name: exit code $got, not $status"
		cat "$tmp/err"
		failed=1
	fi
	if ! diff -u "$tmp/want" "$tmp/out"; then
		echo "$name: wrong output"
		failed=1
	fi
}

# complains NAME WORDS: the last command said so on stderr
complains()
{
	if ! grep -qF -- "$2" "$tmp/err"; then
		echo "$1: says not '$2' but:"
		cat "$tmp/err"
		failed=1
	fi
}

json()
{
	python3 -m json.tool --compact < "$tmp/out" > "$tmp/json" || {
		echo "$1: no JSON"
		failed=1
	}
}

cat > "$tmp/want" <<'END'
DEVICE          INDEX  DRIVER       TYPE  PORT  STATE              LINK      NETDEV  GIDS  NODE_GUID
rxe0            3      rxe          ca    1     ACTIVE             Ethernet  lo      2     5054:00ff:fe12:3456
evil?[31m"name  12     driver-4711  rnic  1     ACTIVE             Ethernet  lo      0     0000:0000:0000:0000
evil?[31m"name  12     driver-4711  rnic  2     Permission denied  -         -       0     0000:0000:0000:0000
END
expect list 0 "$fake" list

"$fake" list --json > "$tmp/out"
json list
cat > "$tmp/want" <<'END'
[{"name":"rxe0","index":3,"driver":"rxe","driver_id":14,"node_type":"ca","node_guid":"5054:00ff:fe12:3456","ports":[{"port":1,"state":"ACTIVE","link_layer":"Ethernet","netdev":"lo","ifindex":1,"lid":0,"active_mtu":1024,"gids":2}]},{"name":"evil\u001b[31m\"name","index":12,"driver":"driver-4711","driver_id":4711,"node_type":"rnic","node_guid":"0000:0000:0000:0000","ports":[{"port":1,"state":"ACTIVE","link_layer":"Ethernet","netdev":"lo","ifindex":1,"lid":0,"active_mtu":1024,"gids":0},{"port":2,"error":"Permission denied"}]}]
END
expect "list --json" 0 cat "$tmp/json"

cat > "$tmp/want" <<'END'
DEVICE_ADDED device 3 user_data 0x0 name rxe0
DEVICE_REMOVED device 3 context 5 user_data 0x0 name rxe0
OVERFLOW 7 events lost user_data 0x0
END
expect events 0 "$fake" events
sed -i '3d' "$tmp/want"
expect "events --count" 0 "$fake" events --count 2
expect "events --count=" 0 "$fake" events --count=2

# What is lost may have been about any device, and of any kind.
cat > "$tmp/want" <<'END'
DEVICE_REMOVED device 3 context 5 user_data 0x0 name rxe0
OVERFLOW 7 events lost user_data 0x0
END
expect "events --type" 0 "$fake" events --type device_removed,PORT_ERR
expect "events --type and --device" 0 "$fake" events --device rxe0 --type Device_Removed
sed -i 1d "$tmp/want"
expect "events of another device" 0 "$fake" events --device=12
expect "events of no device" 0 "$fake" events --device rxe
cat > "$tmp/want" <<'END'
DEVICE_ADDED device 3 user_data 0x0 name rxe0
DEVICE_REMOVED device 3 context 5 user_data 0x0 name rxe0
OVERFLOW 7 events lost user_data 0x0
ASYNC PORT_ERR handle 5 port 1 user_data 0x0 device 3 name rxe0
END
expect "events --open" 0 env FAKE_OPEN=1 "$fake" events --open
complains "events --open" "events: evil?[31m\"name: CONTEXT.OPEN: attribute index: the value is out of bounds"
expect "events --open of one device" 0 env FAKE_OPEN=1 "$fake" events --open --device 3
if [ -s "$tmp/err" ]; then
	echo "events --open of one device: opened others"
	failed=1
fi
sed -i 1,2d "$tmp/want"
expect "events --type of a code" 0 env FAKE_OPEN=1 "$fake" events --open --device rxe0 --type port_err
cat > "$tmp/want" <<'END'
{"type": "DEVICE_ADDED","type_number": 4,"device": 3,"name": "rxe0"}
{"type": "DEVICE_REMOVED","type_number": 5,"device": 3,"name": "rxe0","context": 5}
{"type": "OVERFLOW","type_number": 6,"lost": 7}
{"type": "ASYNC","type_number": 2,"device": 3,"name": "rxe0","code": "PORT_ERR","code_number": 10,"port": 1}
END
expect "events --json" 0 env FAKE_OPEN=1 "$fake" events --open --json --device 3
while read -r line; do
	echo "$line" > "$tmp/out"
	json "events --json"
done < "$tmp/want"

cat > "$tmp/want" <<'END'
MW.ALLOC  object 12, action 16, class CALL 0x90, driver data
  in a batch: anywhere
  ID      ATTRIBUTE  TYPE     WIRE     GIVEN     BOUNDS        DRIVER
  1       handle     new mw   obj_new  required  -
  2       pd         read pd  obj_in   required  -
  3       type       u8       in       required  0 to 2
  4       user_data  u64      in       optional  -
  5       rkey       u32      out      optional  -
  0x8000  req        struct   buf_in   optional  1 to 8 bytes  mlx5

END
expect "describe" 0 "$fake" describe MW.alloc
expect "describe --spec" 0 "$tool" describe --spec mw.ALLOC

# What drivers define: by the names of their headers, or else by numbers.
cat >"$tmp/want" <<END
BOX.READ  object 0x8000, action 0x8001, class DRIVER 0x92
  ID      ATTRIBUTE  TYPE      WIRE    GIVEN     BOUNDS  DRIVER
  0x8000  handle     read box  obj_in  required  -       hfi1
  0x8014  attr20     u32       in      optional  -       hfi1

END
expect "describe --device, by name" 0 "$fake" describe --device rxe0 box.read
expect "the number is a name, too" 0 "$fake" describe --device rxe0 object0.method1
cat >"$tmp/want" <<END
OBJECT0.METHOD1  object 0x8000, action 0x8001, class DRIVER 0x92
  ID      ATTRIBUTE  TYPE          WIRE    GIVEN     BOUNDS  DRIVER
  0x8000  attr0      read object0  obj_in  required  -       ?
  0x8014  attr20     u32           in      optional  -       ?

END
expect "describe --device, of a driver that nobody knows" 0 "$fake" describe --device 12
"$fake" describe --json --device rxe0 > "$tmp/out"
json "describe --json"
cat >"$tmp/want" <<'END'
[{"object":"box","action":"read","object_type":32768,"number":32769,"class":"DRIVER","driver_id":15,"driver_data":false,"attrs":[{"id":32768,"name":"handle","type":"object","wire":"obj_in","object":"box","object_type":32768,"access":"read","required":true,"min_len":8,"max_len":8,"known":0,"driver":"hfi1"},{"id":32788,"name":"attr20","type":"u32","wire":"in","required":false,"min_len":4,"max_len":4,"known":4294967295,"driver":"hfi1"}]}]
END
expect "describe --json" 0 cat "$tmp/json"

# Two processes share namespace 7, whose views say all that the main fd does, as
# they once did; another one listens; one is no user of it.
process()
{
	mkdir -p "$tmp/proc/$1/fdinfo" "$tmp/proc/$1/fd"
	printf '%s\n' "$2" > "$tmp/proc/$1/comm"
}

ns7()
{
	printf 'pos:\t0\nflags:\t02100002\nruapi-ns:\t7\nruapi-netns:\t4026531840\n'
	printf 'ruapi-view:\t%s\nruapi-objects:\tcontext=1 pd=2 \n' "$1"
	printf 'ruapi-pinned:\t4096\nruapi-calls:\t12\nruapi-context:\t1 rxe0 rxe 3 ucaps=read_all,write_all\n'
	printf 'ruapi-context:\t2 siw0 siw 4 dead\n'
}

process 100 'bad	name'
process 200 child
process 300 listener
process 400 innocent
ns7 main > "$tmp/proc/100/fdinfo/3"
ns7 context > "$tmp/proc/100/fdinfo/4"
ns7 main > "$tmp/proc/200/fdinfo/3"
{
	printf 'ruapi-ns:\t9\nruapi-netns:\t1\nruapi-view:\tmain\n'
	printf 'ruapi-objects:\tcm_id=1 driver_object=4\nruapi-pinned:\t0\nruapi-calls:\t5000000000\n'
	printf 'ruapi-driver-objects:\t15:0x8000=2 15:0x8099=1 nonsense 4711:0x8000=1 \n'
	printf 'ruapi-cm-id:\t5 LISTENING 0.0.0.0:7471 - -\n'
	printf 'ruapi-cm-id:\tnonsense\nruapi-context:\n'
} > "$tmp/proc/300/fdinfo/8"
printf 'pos:\t0\nruapi-like:\t9\nruapi-\n' > "$tmp/proc/400/fdinfo/1"

cat > "$tmp/want" <<'END'
NS  PID  COMMAND   FDS  DEVICES              PINNED  CALLS       OBJECTS
7   100  bad?name  2    3:rxe0,4:siw0(gone)  4096    12          context=1 pd=2
7   200  child     1    3:rxe0,4:siw0(gone)  4096    12          context=1 pd=2
    context 1  rxe0  may read_all,write_all
9   300  listener  1    -                    0       5000000000  cm_id=1 driver_object=4 (rdmasim:box=2 hfi1:0x8099=1 driver-4711:0x8000=1)
    cm_id 5  LISTENING  0.0.0.0:7471 -> -  -
END
expect ps 0 "$tool" ps --proc "$tmp/proc"

"$tool" ps --json --proc "$tmp/proc" > "$tmp/out"
json ps
cat > "$tmp/want" <<'END'
[{"ns":7,"netns":4026531840,"pinned":4096,"calls":12,"objects":{"context":1,"pd":2},"processes":[{"pid":100,"comm":"bad?name","cgroup":null,"container":null,"fds":[{"fd":3,"view":"main"},{"fd":4,"view":"context"}]},{"pid":200,"comm":"child","cgroup":null,"container":null,"fds":[{"fd":3,"view":"main"}]}],"contexts":[{"handle":1,"device":"rxe0","driver":"rxe","index":3,"dead":false,"ucaps":["read_all","write_all"]},{"handle":2,"device":"siw0","driver":"siw","index":4,"dead":true,"ucaps":[]}],"cm_ids":[]},{"ns":9,"netns":1,"pinned":0,"calls":5000000000,"objects":{"cm_id":1,"driver_object":4},"driver_objects":{"rdmasim:box":2,"hfi1:0x8099":1,"driver-4711:0x8000":1},"processes":[{"pid":300,"comm":"listener","cgroup":null,"container":null,"fds":[{"fd":8,"view":"main"}]}],"contexts":[],"cm_ids":[{"handle":5,"state":"LISTENING","src":"0.0.0.0:7471","dst":"-","device":"-"}]}]
END
expect "ps --json" 0 cat "$tmp/json"

# Terminals obey bytes behind ASCII as well, in UTF-8 and alone: U+009B is the start of
# a command.  Letters stay, but for one that was cut.
printf 'caf\303\251\302\2332J\2331m\340\202\233\342\202\254\303\n' > "$tmp/proc/100/comm"
cat > "$tmp/want" <<'END'
NS  PID  COMMAND              FDS  DEVICES              PINNED  CALLS       OBJECTS
7   100  café??2J?1m???€?  2    3:rxe0,4:siw0(gone)  4096    12          context=1 pd=2
7   200  child                1    3:rxe0,4:siw0(gone)  4096    12          context=1 pd=2
    context 1  rxe0  may read_all,write_all
9   300  listener             1    -                    0       5000000000  cm_id=1 driver_object=4 (rdmasim:box=2 hfi1:0x8099=1 driver-4711:0x8000=1)
    cm_id 5  LISTENING  0.0.0.0:7471 -> -  -
END
expect "ps of letters and commands" 0 "$tool" ps --proc "$tmp/proc"

# What views say today: short lines, and the main fd lists the objects, wherever
# it is.  That of 11 is seen after a view, that of 12 in no process; that of 13,
# too, but nothing is missing; 14 is of a module whose views do not even count.
view()
{
	printf 'ruapi-ns:\t%s\nruapi-netns:\t1\nruapi-view:\t%s\n' "$1" "$2"
	[ -z "$3" ] || printf 'ruapi-objects:\t%s\n' "$3"
}

rm -r "$tmp/proc"
process 100 passer
process 200 worker
view 11 queue 'context=1 event_queue=2 cm_id=1 ' > "$tmp/proc/100/fdinfo/4"
view 12 queue 'event_queue=1 cm_id=3 ' > "$tmp/proc/100/fdinfo/5"
view 13 queue 'event_queue=1 ' > "$tmp/proc/100/fdinfo/6"
view 14 context > "$tmp/proc/100/fdinfo/7"
{
	view 11 main 'context=1 event_queue=2 cm_id=1 '
	printf 'ruapi-pinned:\t8192\nruapi-calls:\t3\nruapi-context:\t1 rxe0 rxe 3\n'
	printf 'ruapi-cm-id:\t5 LISTENING 0.0.0.0:7471 - -\n'
} > "$tmp/proc/200/fdinfo/3"
view 11 queue 'context=1 event_queue=2 cm_id=1 ' > "$tmp/proc/200/fdinfo/4"

cat > "$tmp/want" <<'END'
NS  PID  COMMAND  FDS  DEVICES  PINNED  CALLS  OBJECTS
11  100  passer   1    3:rxe0   8192    3      context=1 event_queue=2 cm_id=1
11  200  worker   2    3:rxe0   8192    3      context=1 event_queue=2 cm_id=1
    cm_id 5  LISTENING  0.0.0.0:7471 -> -  -
12  100  passer   1    ?        ?       ?      event_queue=1 cm_id=3
    the fd that lists its devices and ids is in no process that can be seen
13  100  passer   1    -        ?       ?      event_queue=1
14  100  passer   1    ?        ?       ?      ?
    the fd that lists its devices and ids is in no process that can be seen
END
expect "ps of views" 0 "$tool" ps --proc "$tmp/proc"
"$tool" ps --json --proc "$tmp/proc" > "$tmp/out"
json "ps of views"
cat > "$tmp/want" <<'END'
[{"ns":11,"netns":1,"pinned":8192,"calls":3,"objects":{"context":1,"event_queue":2,"cm_id":1},"processes":[{"pid":100,"comm":"passer","cgroup":null,"container":null,"fds":[{"fd":4,"view":"queue"}]},{"pid":200,"comm":"worker","cgroup":null,"container":null,"fds":[{"fd":3,"view":"main"},{"fd":4,"view":"queue"}]}],"contexts":[{"handle":1,"device":"rxe0","driver":"rxe","index":3,"dead":false,"ucaps":[]}],"cm_ids":[{"handle":5,"state":"LISTENING","src":"0.0.0.0:7471","dst":"-","device":"-"}]},{"ns":12,"netns":1,"pinned":null,"calls":null,"objects":{"event_queue":1,"cm_id":3},"processes":[{"pid":100,"comm":"passer","cgroup":null,"container":null,"fds":[{"fd":5,"view":"queue"}]}],"contexts":null,"cm_ids":null},{"ns":13,"netns":1,"pinned":null,"calls":null,"objects":{"event_queue":1},"processes":[{"pid":100,"comm":"passer","cgroup":null,"container":null,"fds":[{"fd":6,"view":"queue"}]}],"contexts":[],"cm_ids":[]},{"ns":14,"netns":1,"pinned":null,"calls":null,"objects":null,"processes":[{"pid":100,"comm":"passer","cgroup":null,"container":null,"fds":[{"fd":7,"view":"context"}]}],"contexts":null,"cm_ids":null}]
END
expect "ps --json of views" 0 cat "$tmp/json"

# In containers.
id=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
printf '12:pids:/x\n0::/machine.slice/libpod-%s.scope/container\n' $id > "$tmp/proc/100/cgroup"
printf '0::/lxc.payload.web/init.scope\n' > "$tmp/proc/200/cgroup"
rm "$tmp/proc/100/fdinfo/5" "$tmp/proc/100/fdinfo/6" "$tmp/proc/100/fdinfo/7"
cat > "$tmp/want" <<'END'
NS  PID  COMMAND  CONTAINER     FDS  DEVICES  PINNED  CALLS  OBJECTS
11  100  passer   0123456789ab  1    3:rxe0   8192    3      context=1 event_queue=2 cm_id=1
11  200  worker   web           2    3:rxe0   8192    3      context=1 event_queue=2 cm_id=1
    cm_id 5  LISTENING  0.0.0.0:7471 -> -  -
END
expect "ps of containers" 0 "$tool" ps --proc "$tmp/proc"
cat > "$tmp/want" <<'END'
    PID COMMAND    CONTAINER  DEVICES  CTX    QP    MR   ID  PINNED  +-/S CALL/S
    100 passer     0123456789 rxe0       1     0     0    1    8.0K     0      0
    200 worker     web        rxe0       1     0     0    1    8.0K     0      0
END
"$tool" top --proc "$tmp/proc" --batch 1 --sort pid | tail -n +2 > "$tmp/top"
expect "top" 0 cat "$tmp/top"

# In the second between two looks its process makes many calls: it comes first.
cp -r "$tmp/proc" "$tmp/busy"
sed -i 's/^ruapi-ns:.*/ruapi-ns:\t15/' "$tmp/busy/200/fdinfo/3" "$tmp/busy/200/fdinfo/4"
"$tool" top --proc "$tmp/busy" --batch 2 --delay 2 --sort calls > "$tmp/out" &
top=$!
sleep 1
sed -i 's/^ruapi-calls:.*/ruapi-calls:\t2000003/' "$tmp/busy/200/fdinfo/3"
wait $top
tail -n 2 "$tmp/out" | sed -E 's/ +[0-9.]+[KM]$/ many/' > "$tmp/top"
cat > "$tmp/want" <<'END'
    200 worker     web        rxe0       1     0     0    1    8.0K     0 many
    100 passer     0123456789 -          1     0     0    1       0     0      0
END
expect "top by calls" 0 cat "$tmp/top"
"$tool" top --proc "$tmp/proc" --json > "$tmp/out"
json top

# Live, on a terminal of 80 columns: all of a line is there, keys are obeyed.
cat > "$tmp/live.py" <<'END'
import fcntl, os, pty, select, struct, sys, termios, time

pid, fd = pty.fork()
if pid == 0:
    time.sleep(0.3)
    os.execv(sys.argv[1], sys.argv[1:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))


def screen(words):
    """What comes, until these words do."""
    got, end = b"", time.monotonic() + 30
    while words not in got and time.monotonic() < end:
        if select.select([fd], [], [], 0.1)[0]:
            try:
                got += os.read(fd, 65536)
            except OSError:
                break
    return got


first = screen(b"CALL/S")
print("by pinned" if b"by pinned" in first else first)
print("all columns" if b"CALL/S" in first else first)
os.write(fd, b"o")
second = screen(b"objects")
print("by objects" if b"objects" in second else second)
os.write(fd, b"x")
screen(b"nothing of the kind")
print("ended with", os.waitpid(pid, 0)[1])
END
if "$tool" top --delay 60 --batch 1 > /dev/null && ldd "$tool" | grep -q ncurses; then
	printf '%s\n' "by pinned" "all columns" "by objects" "ended with 0" > "$tmp/want"
	# What ncurses keeps until the end is no leak.
	expect "top, live" 0 env TERM=xterm ASAN_OPTIONS=detect_leaks=0 \
		python3 "$tmp/live.py" "$tool" top --proc "$tmp/proc" --delay 60
fi

: > "$tmp/want"
expect "ps without proc" 1 "$tool" ps --proc "$tmp/nowhere"
complains "ps without proc" nowhere
expect "no device" 1 env FAKE_ERRNO=2 "$fake" list
complains "no device" "/dev/rdma_uapi: No such file or directory; load the module: modprobe rdma_uapi"
expect "forbidden" 1 env FAKE_ERRNO=13 "$fake" events
complains "forbidden" "/dev/rdma_uapi: Permission denied"
# wrong NAME WORDS ARGUMENT...: exit code 2, WORDS and the usage on stderr
wrong()
{
	name=$1 words=$2
	shift 2
	expect "$name" 2 "$tool" "$@"
	complains "$name" "$words"
	complains "$name" "usage: rdma-uapi"
}

expect "no such action" 1 "$tool" describe --spec qp.fly
complains "no such action" "describe: qp has no action 'fly'"
expect "no such object" 1 "$tool" describe --spec bird.fly
complains "no such object" "describe: there is no object 'bird'"
expect "empty object" 1 "$tool" describe --spec ''
complains "empty object" "there is no object ''"
wrong "no command" "a command is missing"
wrong "wrong command" "unknown command 'fly'" fly
wrong "wrong command for help" "unknown command 'fly'" help fly
wrong "wrong option" "list: unknown option --xml" list --xml
wrong "value too much" "list: --json takes no value: '1'" list --json=1
wrong "word" "list: unexpected argument 'rxe0'" list rxe0
wrong "word behind --" "ps: unexpected argument '--json'" ps -- --json
wrong "no value" "ps: --proc: its value is missing: DIR" ps --proc
wrong "no number" "events: --count: its value is missing: N" events --count
for n in 0 -1 1x '' ' 1' 99999999999999999999; do
	wrong "count '$n'" "events: --count: '$n' is not a number from 1" \
		events --count "$n"
done
wrong "count=0" "events: --count: '0' is not a number from 1" events --count=0
wrong "two objects" "one OBJECT[.ACTION] at a time: 'create'" \
	describe --spec qp create
wrong "terminal" "events: unexpected argument '?[31m'" \
	events "$(printf '\033[31m')"

# Help is what was asked for: it comes on stdout, with nothing on stderr.
for command in list ps describe events run doctor help complete; do
	for help in "$command --help" "$command -h" "help $command"; do
		# shellcheck disable=SC2086
		"$tool" $help > "$tmp/out" 2> "$tmp/err" || failed=1
		if [ -s "$tmp/err" ] ||
		   ! grep -q "^usage: rdma-uapi $command" "$tmp/out"; then
			echo "rdma-uapi $help: no help"
			failed=1
		fi
	done
done
cat > "$tmp/want" <<'END'
usage: rdma-uapi ps [--json] [--proc DIR]
  processes that use them, listening ids included
  --json          as JSON, for programs
  --proc DIR      another proc file system than /proc
See rdma-uapi(8).
END
expect "help of a command" 0 "$tool" ps --json --help
for help in -h --help help; do
	"$tool" "$help" > "$tmp/out" || failed=1
	if ! grep -q '^  events ' "$tmp/out"; then
		echo "$help: no help"
		failed=1
	fi
done
: > "$tmp/want"
if [ -w /dev/full ]; then
	"$tool" ps --proc "$tmp/proc" > /dev/full 2> "$tmp/err"
	[ $? -eq 1 ] || { echo "full disk: no error"; failed=1; }
	complains "full disk" "standard output"
fi

touch "$tmp/lib.so"
echo 'int main(void) { return 0; }' > "$tmp/p.c"
expect "run nothing" 125 "$tool" run --
complains "run nothing" "run: which program?"
expect "run without file" 125 "$tool" run --lib
complains "run without file" "run: --lib: its value is missing: FILE"
expect "run with option" 125 "$tool" run --fast true
complains "run with option" "run: unknown option --fast"
expect "run missing" 127 "$tool" run --lib "$tmp/lib.so" -- "$tmp/nothing"
complains "run missing" "command not found"
expect "run without interposer" 125 "$tool" run --lib "$tmp/no.so" -- true
complains "run without interposer" "no.so"
"${CC:-cc}" -static -o "$tmp/static" "$tmp/p.c"
expect "run static" 125 "$tool" run --lib "$tmp/lib.so" -- "$tmp/static"
complains "run static" "statically linked"
printf '#!%s\n' "$tmp/static" > "$tmp/script"
chmod +x "$tmp/script"
expect "run script" 125 "$tool" run --lib "$tmp/lib.so" "$tmp/script"
complains "run script" "statically linked"
"${CC:-cc}" -m32 -o "$tmp/small" "$tmp/p.c"
expect "run 32 bit" 125 "$tool" run --lib "$tmp/lib.so" "$tmp/small"
complains "run 32 bit" "word size"
mkdir "$tmp/a b"
touch "$tmp/a b/lib.so"
expect "run without name" 125 "$tool" run --lib "$tmp/lib.so" ''
complains "run without name" "the name of the program is empty"
loader=$(readelf -l "$tool" | sed -n 's/.*interpreter: \(.*\)\]/\1/p')
expect "run loader" 125 "$tool" run --lib "$tmp/lib.so" -- "$loader" \
	--library-path /lib --inhibit-cache "$tmp/static"
complains "run loader" "/static is statically linked"
if "${CC:-cc}" -static-pie -o "$tmp/pie" "$tmp/p.c" 2> /dev/null; then
	expect "run static pie" 125 "$tool" run --lib "$tmp/lib.so" "$tmp/pie"
	complains "run static pie" "/pie is statically linked"
fi
# What is no library, or not this one, would be preloaded without effect.
expect "run empty library" 125 "$tool" run --lib "$tmp/lib.so" true
complains "run empty library" "the interposer cannot be loaded"
expect "run loader, empty library" 125 "$tool" run --lib "$tmp/lib.so" -- \
	"$loader" --argv0 x "$tool"
complains "run loader, empty library" "the interposer cannot be loaded"
"${CC:-cc}" -shared -fPIC -o "$tmp/other.so" "$tmp/p.c"
expect "run other library" 125 "$tool" run --lib "$tmp/other.so" true
complains "run other library" "other.so is a library, but not an interposer"
echo 'const char rdma_uapi_compat[] = "none";' > "$tmp/m.c"
"${CC:-cc}" -shared -fPIC -o "$tmp/marked.so" "$tmp/m.c"
if [ ! -e /dev/rdma_uapi ]; then
	expect "run without device" 125 "$tool" run --lib "$tmp/marked.so" true
	complains "run without device" "modprobe rdma_uapi"
	expect "run without anything" 125 "$tool" run true
	complains "run without anything" "modprobe rdma_uapi"
fi
if [ "$(id -u)" = 0 ]; then
	cp "$tmp/static" "$tmp/setuid"
	chown 1 "$tmp/setuid"
	chmod u+s "$tmp/setuid"
	expect "run setuid" 125 "$tool" run --lib "$tmp/lib.so" "$tmp/setuid"
	complains "run setuid" "set-user-ID"
fi

# Every policy in the manual is one; user capabilities only the module knows.
manual=$(dirname "$0")/../../lib/man/rdma-uapi-policy.8
awk -v to="$tmp/example." '/^\.EX/ { n++; inside = 1; next }
	/^\.EE/ { inside = 0 }
	inside && !/ucap/ { gsub(/\\-/, "-"); print > (to n) }' "$manual"
if ! "$tool" policy load --check /dev/null 2>&1 | grep -q "built without"; then
	examples=0
	: > "$tmp/want"
	for example in "$tmp"/example.*; do
		grep -qE '^(cgroup|default) ' "$example" || continue
		expect "policy of the manual: $(head -n 1 "$example")" 0 "$tool" policy load --check "$example"
		examples=$((examples + 1))
	done
	if [ $examples -lt 5 ]; then
		echo "policies of the manual: only $examples"
		failed=1
	fi
	echo "allow action mlx5:devx_obj.create" > "$tmp/policy"
	expect "policy: an action that is a method" 1 "$tool" policy load --check "$tmp/policy"
	complains "policy: an action that is a method" "is a method"
fi

exit $failed
