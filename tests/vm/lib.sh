# What every script of tests/vm shares: where things live, how progress and
# errors look.  Sourced, never run; the caller has set -euo pipefail.
# shellcheck shell=bash disable=SC2034 # used by those who source it

VM=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
SRC=$(cd "$VM/../.." && pwd -P)

# The kernels that tests run on, the yardstick first.  The sanitizer kernel,
# "debug", is a version of its own that only check-debug runs on.
KERNELS=(6.1 6.12 7)

# Kernels for which modules are built, and nothing more (builds.sh): that of Debian 13
# itself, and the newest that there is, whose build may fail.
BUILDS=(6.12-trixie sid)

# The Debian whose archive has a kernel, whose compiler builds its modules, and
# whose userland its guests have; those of this machine's, if nothing is said.
declare -A SUITES=([7]=trixie [6.12-trixie]=trixie [sid]=sid [arm64]=trixie-arm64)

# Half the memory of a small host is enough for two compilers.
JOBS=${RDMA_UAPI_JOBS:-$(n=$(nproc); echo $((n < 8 ? n : 8)))}

if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
	BOLD=$'\e[1m' RED=$'\e[31m' GREEN=$'\e[32m' PLAIN=$'\e[0m'
else
	BOLD='' RED='' GREEN='' PLAIN=''
fi

# Modules of another kind have folders of their own, and so has what guests see of
# them: gcov, those that count what is run (coverage.sh).
KIND=${RDMA_UAPI_MODULES:+-$RDMA_UAPI_MODULES}

# say TEXT: a progress line.
say()
{
	printf '%s==>%s %s\n' "$BOLD" "$PLAIN" "$*"
}

# die WHAT [WHAT-TO-DO]...: one error, a hint per further argument.
die()
{
	printf '%s%s: %s%s\n' "$RED" "${0##*/}" "$1" "$PLAIN" >&2
	shift
	(($# == 0)) || printf '    %s\n' "$@" >&2
	exit 1
}

# Where everything goes that is fetched or built, and of that what is built
# from this checkout; another checkout has its own.
CACHE=${RDMA_UAPI_CACHE:-${XDG_CACHE_HOME:-${HOME:?is not set: set it, or RDMA_UAPI_CACHE}/.cache}/rdma_uapi}
if mkdir -p "$CACHE" && CACHE=$(cd "$CACHE" && pwd -P); then
	BUILD=$CACHE/build/${SRC##*/}-$(cksum <<<"$SRC" | cut -d' ' -f1)
	mkdir -p "$BUILD" && echo "$SRC" >"$BUILD/checkout"
fi || die "cannot write to $CACHE" \
	"is its disk full, or is it somebody else's? RDMA_UAPI_CACHE names another place"

# usage: prints the usage line of the running script, which is the comment
# line that starts with "# usage:".
usage()
{
	sed -n 's/^# usage: /usage: /p' "$0" >&2
	exit 2
}

# known_kernel VERSION: dies unless it is one that we know how to get.
known_kernel()
{
	local known

	for known in "${KERNELS[@]}" debug "${BUILDS[@]}"; do
		[[ $1 != "$known" ]] || return 0
	done
	die "unknown kernel version '$1'" "known: ${KERNELS[*]} debug; for builds: ${BUILDS[*]}"
}

# kernel_dir VERSION: where the fetched kernel lives; dies if it is not there.
kernel_dir()
{
	[[ -e $CACHE/kernels/$1/release ]] ||
		die "kernel $1 has not been fetched" "run tests/vm/kernels.sh $1"
	echo "$CACHE/kernels/$1"
}

# on_suite VERSION COMMAND...: runs it where the compiler of that kernel is.
on_suite()
{
	local suite=${SUITES[$1]:-}

	shift
	${suite:+"$VM/root.sh" "$suite"} "$@"
}

# series VERSION: what it behaves as; the sanitizer kernel is built from 6.1, and
# Debian 13's own of arm64 (arm64.sh) is 6.12.
series()
{
	case $1 in
	debug) echo 6.1 ;;
	arm64) echo 6.12 ;;
	*) echo "$1" ;;
	esac
}

# untar_source DEB SERIES TAR-OPTION...: unpacks a linux-source package as tar is told to.
untar_source()
{
	dpkg-deb --fsys-tarfile "$1" |
		tar -xO "./usr/src/linux-source-$2.tar.xz" |
		xz -dc -T0 | tar -x "${@:3}"
}

# add_btf KERNEL-DIR MODULE...: Debian's 6.1 headers, and those of the sanitizer kernel, lack the
# vmlinux that kbuild takes BTF from.
add_btf()
{
	local flags path sections

	flags=$(PAHOLE=pahole bash "$1/build/scripts/pahole-flags.sh" 2>/dev/null || true)
	for path in "${@:2}"; do
		# All of it: a reader that ends early makes readelf fail, and BTF be added twice.
		sections=$(readelf -SW "$path")
		# shellcheck disable=SC2086 # words
		[[ $sections == *' .BTF '* ]] ||
			LLVM_OBJCOPY=objcopy pahole -J $flags --btf_base "$1/vmlinux.btf" "$path"
	done
}

# apt_config DIR: an apt that knows what DIR/sources.list says and nothing of this
# machine, installs nothing and needs no root; its APT_CONFIG is DIR/apt.conf.
apt_config()
{
	mkdir -p "$1"/lists/partial "$1"/cache/archives/partial
	cat >"$1/apt.conf" <<-END
		Dir::Etc::SourceList "$1/sources.list";
		Dir::Etc::SourceParts "/dev/null";
		Dir::Etc::Preferences "/dev/null";
		Dir::Etc::PreferencesParts "/dev/null";
		Dir::State::Lists "$1/lists";
		Dir::State::Status "/dev/null";
		Dir::Cache "$1/cache";
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; };
		APT::Sandbox::User "";
		Acquire::Retries "3";
		Acquire::Languages "none";
	END
}

# once_per_boot NAME COMMAND...: what a command prints, which stays the same until the
# host boots again, and is kept until then.
once_per_boot()
{
	local answer new

	answer=$CACHE/$1-$(</proc/sys/kernel/random/boot_id)
	if [[ ! -s $answer ]]; then
		mkdir -p "$CACHE"
		# Not the answer of another guest that starts at the same time.
		find "$CACHE" -maxdepth 1 -name "$1-*" ! -path "$answer" -delete
		new=$(mktemp "$CACHE/.$1.XXXXXX")
		"${@:2}" >"$new"
		mv "$new" "$answer"
	fi
	cat "$answer"
}

# new_logs VERSION: makes the folder for the logs of one guest.  Twenty of them
# are enough to look back on, and none of a guest that may still run is taken away.
new_logs()
{
	mkdir -p "$CACHE/logs"
	find "$CACHE/logs" -mindepth 1 -maxdepth 1 -type d | sort | head -n -19 |
		xargs -r -d '\n' sh -c 'find "$@" -maxdepth 0 -mmin +300 -exec rm -rf {} +' -
	mktemp -d "$CACHE/logs/$(date +%Y%m%d-%H%M%S)-$1-XXXX"
}

# duration SECONDS: "12 s" or "3 min 04 s".
duration()
{
	(($1 < 60)) && echo "$1 s" || printf '%d min %02d s\n' $(($1 / 60)) $(($1 % 60))
}

# elapsed SECONDS-AT-START: for progress lines.
elapsed()
{
	duration $((SECONDS - $1))
}
