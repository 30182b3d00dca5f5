#!/bin/bash
# check.sh over scripts that only say that they were run: which steps there are,
# in which order, and what is counted.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$VM/tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
fake=$work/checkout/tests/vm
mkdir -p "$fake"
cp "$VM"/{check,lib,jobs}.sh "$fake/"
export RDMA_UAPI_CACHE=$work/cache RUNS=$work/runs

for script in deps kernels dkms modules userspace unit static layout house selftest strace provider hosts run; do
	cat >"$fake/$script.sh" <<-'END'
		#!/bin/bash
		name=${0##*/}
		echo "begin ${name%.sh} $*" >>"$RUNS"
		case "$name $*" in
		run.sh*) printf '%s\n' "# scenario smoke on $2" 'ok 1 - one' 'ok 2 - two' '# scenario smoke took 7 s' ;;
		*) echo "ok - $name $*" ;;
		esac
		[[ "$name $*" != "${BREAK:-}" ]] || { echo "not ok - broken"; status=1; }
		echo "end ${name%.sh} $*" >>"$RUNS"
		exit "${status:-0}"
	END
	chmod +x "$fake/$script.sh"
done

# check ARGUMENT...: what check.sh says, and its status.
check()
{
	local status=0

	rm -f "$RUNS"
	"$fake/check.sh" "$@" 2>&1 || status=$?
	echo "status $status"
}

# before FIRST SECOND: the one has ended when the other begins.
before()
{
	awk -v first="end $1" -v second="begin $2" '
		$0 == first { ended = 1 }
		$0 == second { ok = ended }
		END { exit !ok }' "$RUNS"
}

runs() { sed -n 's/^begin //p' "$RUNS"; }

# The stock kernels are there.
for version in 6.1 6.12 7; do
	mkdir -p "$RDMA_UAPI_CACHE/kernels/$version"
	echo "$version" >"$RDMA_UAPI_CACHE/kernels/$version/release"
done
said=$(check)
like "everything: the last line counts" "$said" $'\n[0-9]+ passed, 0 failed\nstatus 0$'
is "everything: every step is run once" "$(runs | sort)" "$(sort <<-END
	deps check
	dkms 6.1
	dkms 6.12
	dkms 7
	hosts 
	house 
	layout 6.1
	layout 6.12
	layout 7
	modules 6.1
	modules 6.12
	modules 7
	provider 
	run --kernel 6.1 --cpus 1 --part 1/2
	run --kernel 6.1 --cpus 1 --part 2/2
	run --kernel 6.1 --cpus 2
	run --kernel 6.12 --cpus 1 --part 1/2
	run --kernel 6.12 --cpus 1 --part 2/2
	run --kernel 6.12 --cpus 2
	run --kernel 7 --cpus 1 --part 1/2
	run --kernel 7 --cpus 1 --part 2/2
	run --kernel 7 --cpus 2
	selftest 
	static checkpatch
	static headers scripts
	strace build
	strace check
	strace test
	unit asan
	unit memcheck
	unit trixie
	userspace plain
	END
)"
like "everything: a table at the end" "$said" \
	'what took how long: .*unit tests under valgrind, 1 passed.*7 s +scenario smoke on 6\.12.*passed, 0 failed'
for version in 6.1 6.12; do
	for needed in "modules $version" "userspace plain" "strace build"; do
		ok "a guest with $version waits for $needed" before "$needed" "run --kernel $version --cpus 1 --part 1/2"
	done
done
for needed in "modules 6.1" "modules 6.12" "userspace plain"; do
	ok "two hosts wait for $needed" before "$needed" "hosts "
done
is "one test of a step, two of a guest, are all that is counted" \
	"$(sed -n 's/ passed, 0 failed$//p' <<<"$said" | tail -n 1)" $((22 + 9 * 2))

said=$(check debug)
is "the sanitizer kernel alone: all scenarios, in three guests" \
	"$(runs | grep -cE '^run --kernel debug --cpus (2|1 --part [12]/2)$')" 3
unlike "and nothing else" "$(runs)" 'unit|static|6\.12|run --kernel 6'
said=$(check unit)
unlike "unit tests alone need no kernel" "$(runs)" 'modules|run|kernels'

rm "$RDMA_UAPI_CACHE/kernels/6.12/release"
said=$(check guest)
ok "kernels that are not there are fetched first" before "kernels 6.1 6.12" "modules 6.1"
rm "$RDMA_UAPI_CACHE/kernels/7/release"
said=$(BREAK="kernels.sh 7" check guest)
like "one of another Debian that cannot be had is a failure" "$said" $'stock kernels from Debian trixie: not ok.*\nstatus 1$'
unlike "and nothing is run on it" "$(runs)" '(modules|--kernel) 7'
like "but on the others" "$(runs)" 'run --kernel 6\.12 --cpus 2'
echo 7 >"$RDMA_UAPI_CACHE/kernels/7/release"

said=$(BREAK="modules.sh 6.1" check guest)
like "modules that do not build are a failure" "$said" $'kernel modules for 6\.1, W=1 and sparse: not ok - modules build.*\nstatus 1$'
unlike "and guests with that kernel are not run" "$(runs)" 'run --kernel 6\.1 '
like "but those with others are" "$(runs)" 'run --kernel 6\.12 --cpus 2'
unlike "nor are the two hosts, one of which has it" "$(runs)" 'hosts'
like "guests that are not run are failures, too" "$said" ' passed, 5 failed'$'\nstatus 1$'
said=$(check nothing)
like "a part that there is not" "$said" $'^usage: check\.sh.*\nstatus 2$'
done_testing
