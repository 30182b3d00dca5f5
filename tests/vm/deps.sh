#!/bin/bash
# Installs the Debian packages that building and testing need, or, when not
# root, prints the command that does.  Silent when nothing is missing.
# usage: deps.sh [demo|containers|check|bench|strace|debug|fuzz|deb|hosts|pvrdma|arm64|musl]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# Builds modules and userspace, boots a guest, runs the stock RDMA programs.
demo=(
	build-essential gcc-12 make cmake pkg-config bc bison flex libelf-dev
	libssl-dev dwarves sparse qemu-system-x86 busybox-static cpio rsync
	xz-utils zstd kmod dpkg-dev iproute2 iputils-ping procps util-linux perl
	ca-certificates debian-archive-keyring rdma-core ibverbs-utils
	rdmacm-utils ibverbs-providers libibverbs-dev librdmacm-dev libnl-3-dev
	libnl-route-3-dev libcmocka-dev strace
	# Policies, which are BPF LSM programs, and top.
	clang libbpf-dev bpftool libncurses-dev
)
# Two containers share an HCA.
# shellcheck disable=SC2034 # used by name, below
containers=("${demo[@]}" podman crun conmon)
# Adds what only tests use: 32-bit builds, memcheck, load generators, a reader
# of JSON.
check=("${demo[@]}" git gpg gpg-agent g++ gcc-multilib qemu-user valgrind perftest python3 python3-pyverbs shellcheck abigail-tools
	# A root of Debian 13 for guests with 7.x.
	debootstrap
	# Policies of SELinux.
	checkpolicy secilc
	# An MPI ring on two hosts.
	mpich libmpich-dev)
# shellcheck disable=SC2034 # used by name, below
bench=("${check[@]}")
# libFuzzer comes with clang's runtime.
# shellcheck disable=SC2034
fuzz=("${check[@]}" libclang-rt-14-dev)
# strace from Debian's source; autotools if that comes without configure.
# shellcheck disable=SC2034
strace=(build-essential gcc-12 make patch dpkg-dev xz-utils debian-archive-keyring autoconf automake)
# Packages are built in a chroot, which debootstrap makes.
# shellcheck disable=SC2034
deb=(dpkg-dev debootstrap debian-archive-keyring e2fsprogs patch rsync util-linux)
# Two hosts, and what runs on both of them.
# shellcheck disable=SC2034
hosts=("${check[@]}")
# A container with another libc.
# shellcheck disable=SC2034
musl=("${check[@]}" musl-tools)
# Another architecture.
# shellcheck disable=SC2034
arm64=("${demo[@]}" debootstrap qemu-system-arm)
# QEMU's HCA, and load generators.
# shellcheck disable=SC2034
pvrdma=("${demo[@]}" perftest)
# The sanitizer kernel, and all that runs on it.
# shellcheck disable=SC2034
debug=("${check[@]}")

what=${1:-check}
(($# <= 1)) || usage
case $what in
demo | containers | check | bench | strace | debug | fuzz | deb | hosts | pvrdma | arm64 | musl) ;;
*) usage ;;
esac
declare -n wanted=$what

[[ -e /etc/debian_version ]] ||
	die "this is not a Debian system" "the tests need Debian 12 (bookworm)"

# Architecture-qualified duplicates do not matter: one installed is enough.
installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "${wanted[@]}" 2>/dev/null || true)
missing=()
for package in "${wanted[@]}"; do
	[[ $'\n'$installed$'\n' == *$'\n'"ii  $package"$'\n'* ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

# gone PACKAGE...: those that the package lists of this machine do not name; none
# as long as there are no lists at all.
gone()
{
	[[ -n $(apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages' 2>/dev/null) ]] || return 0
	apt-cache policy "$@" 2>/dev/null | awk -v wanted="$*" '
		/^[^ ].*:$/ { package = substr($0, 1, length - 1) }
		/^  Candidate: / && $2 != "(none)" { there[package] }
		END {
			count = split(wanted, name, " ")
			for (i = 1; i <= count; i++)
				if (!(name[i] in there))
					print name[i]
		}'
}

# similar PACKAGE: what provides it, or has another number in its name.
similar()
{
	{
		apt-cache showpkg "$1" | sed -n '1,/^Reverse Provides/d; s/^\([^ :]*\) .*/\1/p'
		apt-cache pkgnames | grep -xE "$(sed -E 's/[0-9]+(\.[0-9]+)*/[0-9.]*/g; s/[+]/[+]/g' <<<"$1")(t64)?"
	} 2>/dev/null | sort -Vu | grep -vx "$1" | tail -n 3 | paste -sd' '
}

# Says of a package that cannot be installed what it may be called now.
die_if_gone()
{
	local lost package other hints=()

	mapfile -t lost < <(gone "${missing[@]}")
	((${#lost[@]})) || return 0
	for package in "${lost[@]}"; do
		other=$(similar "$package") || true
		[[ -z $other ]] || hints+=("instead of $package there is: $other")
	done
	hints+=("the archives of Debian 12 have them all: is one missing in /etc/apt/sources.list?"
		"deb http://deb.debian.org/debian bookworm main")
	die "these packages are not in the archives of this machine (any more?): ${lost[*]}" "${hints[@]}"
}

if ((EUID != 0)); then
	die_if_gone
	die "missing packages: ${missing[*]}" \
		"sudo apt-get install --no-install-recommends ${missing[*]}"
fi

say "installing ${#missing[@]} Debian packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A source of this machine's that cannot be read may be one that is not needed.
apt-get -q update </dev/null >"$log" 2>&1 || {
	say "not all package lists could be read:"
	grep '^[WE]: ' "$log" | sed 's/^/    /'
}
die_if_gone
if ! apt-get -q install -y --no-install-recommends "${missing[@]}" </dev/null >"$log" 2>&1; then
	tail -n 30 "$log" >&2
	die "apt-get could not install: ${missing[*]}" \
		"see the output above; is the network reachable, is the disk full, is another apt-get running?"
fi
