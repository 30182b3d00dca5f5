#!/bin/bash
# cpus: 2
# 'rdma-uapi policy': who may do what by cgroup, and every way around it that was
# thought of.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"
. "$SRC/tests/vm/rdma.sh"

PATH=$RDMA_UAPI_BUILD/bin:$PATH
root=/sys/fs/cgroup
denied='RUAPI_REASON_LSM: PD.ALLOC: a security module forbids it (EACCES: Permission denied)'
file=/run/policy

# load LINES: a policy of these.
load()
{
	printf '%s\n' "$1" >"$file"
	rdma-uapi policy load "$file"
}

declare -A pid to from

# started NAME CGROUP DEVICE: a process of a cgroup that has the device open.
started()
{
	local line='' read write

	mkfifo "/run/$1.in" "/run/$1.out"
	(
		echo 0 >"$root/$2/cgroup.procs" && exec "$RDMA_UAPI_BUILD/guest/policed" "$3"
	) <"/run/$1.in" >"/run/$1.out" 2>&1 &
	pid[$1]=$!
	exec {write}>"/run/$1.in" {read}<"/run/$1.out"
	to[$1]=$write from[$1]=$read
	read -r -t $((20 * PATIENCE)) -u "${from[$1]}" line
	is "a process of $2 opens $3" "$line" ready
}

# tell NAME WORDS: without waiting for what comes of it; hear NAME.
tell()
{
	echo "${*:2}" >&"${to[$1]}"
}

hear()
{
	local line=''

	read -r -t $((20 * PATIENCE)) -u "${from[$1]}" line
	echo "$line"
}

try()
{
	tell "$@"
	hear "$1"
}

like "the kernel asks BPF programs" "$(cat /sys/kernel/security/lsm)" '(^|,)bpf(,|$)'
ok "two simulated HCAs, one of them with two ports" eval 'sim_up && echo "1 2 roce" >/sys/bus/rdmasim/new_device'
ok "the module loads" modprobe rdma_uapi
echo +rdma >$root/cgroup.subtree_control
mkdir -p $root/web/inner $root/batch
started web web rdmasim0
started batch batch rdmasim0

# ---- files ----------------------------------------------------------------------

like "what is wrong with a file is said with line and word" \
	"$(printf '# a\n\nallow action qp.crate\n' | rdma-uapi policy load - 2>&1)" \
	"^rdma-uapi: -:3: 'qp.crate': action: the object has no such action; it has destroy, .*create"
is "there is no policy then" "$(rdma-uapi policy show 2>&1)" 'rdma-uapi: policy: there is none'

# ---- every fd, opened before ------------------------------------------------------

ok "a policy is loaded" load 'default allow
cgroup /web
	default allow
	deny action pd.alloc device rdmasim0'
is "an fd that was opened before" "$(try web pd main)" "$denied"
is "a view of it" "$(try web pd view)" "$denied"
is "the fd of an event queue" "$(try web pd queue)" "$denied"
is "another cgroup" "$(try batch pd main)" success
is "an fd that is passed into the cgroup" "$(try batch pass $root/web)" "$denied"
is "and out of it" "$(try web pass $root/batch)" success
is "a cgroup below it" "$(try batch pass $root/web/inner)" "$denied"
mkdir $root/web/new
is "one that was made afterwards" "$(try batch pass $root/web/new)" "$denied"
is "a header that changes during the call" "$(try web race 3000)" 'as decided'
like "show says how often" "$(rdma-uapi policy show)" '[1-9][0-9]*  .deny action pd.alloc'

# ---- in words -----------------------------------------------------------------------

is "test says who would be denied, and why" \
	"$(rdma-uapi policy test "${pid[web]}" pd.alloc --device rdmasim0; echo "$?")" "\
denied: pd.alloc
    /web: $file:4: deny action pd.alloc device rdmasim0
3"
is "and who would not" "$(rdma-uapi policy test "${pid[batch]}" pd.alloc --device rdmasim0; echo "$?")" "\
allowed: pd.alloc
    other cgroups: $file:1: default allow
0"
rdma-uapi policy watch >/run/watched &
watch=$!
try web pd view >/dev/null
ok "watch says who was denied, and why" eventually 5 grep -qE \
	"policed\\(${pid[web]}\\) pd.alloc on rdmasim0: denied: /web: $file:4: deny action pd.alloc device rdmasim0\$" /run/watched

# ---- another policy -------------------------------------------------------------------

not_ok "a file with a mistake is not loaded" load 'allow everything'
is "and the old policy stays" "$(try web pd main)" "$denied"
ok "another policy takes its place: nested cgroups" load 'default allow
cgroup /web
	allow device rdmasim0 port 1
	allow device rdmasim1 port 2
cgroup /web/inner
	default allow
	deny action cq.*'
is "what it does not say is allowed" "$(try web pd main)" success
is "other things are not" "$(rdma-uapi policy test /web pd.alloc --device rdmasim9 --driver rxe | head -n 1)" \
	'denied: pd.alloc'
is "a port" "$(try web port 1)" success
started ports web rdmasim1
like "another port is not" "$(try ports port 1)" '^RUAPI_REASON_LSM'
is "this one is" "$(try ports port 2)" success
ok "a device gets another name" rdma dev set rdmasim1 name renamed
like "and is another one to the policy" "$(try ports port 2)" '^RUAPI_REASON_LSM'
ok "its own again" rdma dev set renamed name rdmasim1
is "is what the policy knows" "$(try ports port 2)" success
like "a QP to another port" "$(try ports init 1)" '^RUAPI_REASON_LSM: QP.MODIFY'
is "and to this one" "$(try ports init 2)" success
like "with an alternate path on another port" "$(try ports alternate 2 1)" '^RUAPI_REASON_LSM: QP.MODIFY'
like "an address handle on another port" "$(try ports ah 1)" '^RUAPI_REASON_LSM: AH.CREATE'
is "and on this one" "$(try ports ah 2)" success
is "below, both must allow it: the one above" \
	"$(rdma-uapi policy test /web/inner device.query_port --device rdmasim0 --port 2 | sed -n 2p)" \
	'    /web: no line applies, and without '\''default'\'' that is denied'
is "and the one below" "$(rdma-uapi policy test /web/inner cq.create --device rdmasim0 | sed -n 2p)" \
	"    /web/inner: $file:7: deny action cq.*"
is "P_Keys" "$(load 'deny action device.query_pkey pkey 0x7fff'; try batch pkey 1 0)" \
	"RUAPI_REASON_LSM: DEVICE.QUERY_PKEY: a security module forbids it (EACCES: Permission denied)"

# ---- rates ------------------------------------------------------------------------------

# Far below what a process gets done in a second, on the sanitizer kernel too (63).
ok "a limit" load 'cgroup /web
	default allow
	limit action cq.create rate 10/s burst 5'
tell web cqs 1000
tell batch cqs 1000
read -r made refused other <<<"$(hear web)"
read -r free none odd <<<"$(hear batch)"
ok "it holds: $made made, $refused refused" test "$made" -ge 10 -a "$made" -le 25 -a "$refused" -gt 0 -a "$other" -eq 0
ok "others are not slowed down: $free made" test "$free" -gt "$made" -a "$none" -eq 0 -a "$odd" -eq 0
like "test says that there is a limit" "$(rdma-uapi policy test "${pid[web]}" cq.create)" \
	"as long as its limit lasts: $file:3: limit action cq.create rate 10/s burst 5"
ok "watch goes on with each policy" eventually 5 grep -q 'cq.create on rdmasim0: over the limit: /web' /run/watched

# ---- the end ------------------------------------------------------------------------------

like "as JSON" "$(rdma-uapi policy show --json)" '"cgroup": "/web"'
load 'default deny'
is "who denies all denies all" "$(try batch pd main)" "$denied"
ok "remove" rdma-uapi policy remove
is "restores what was" "$(try batch pd main) $(try web pd view)" 'success success'
is "nothing is pinned" "$(ls /sys/fs/bpf)" ''
ok "watch ends with the policy" eventually 5 test ! -e "/proc/$watch"
kill "${pid[web]}" "${pid[batch]}" "${pid[ports]}"
wait 2>/dev/null
rmdir $root/web/inner $root/web/new $root/web $root/batch
rdma_down
ok "the module can be removed" rmmod rdma_uapi
done_testing
