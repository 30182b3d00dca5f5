#!/bin/bash
# Builds the kernel modules of this checkout against one stock kernel, outside
# the checkout, with W=1 and sparse, and fails on any warning in a file of
# ours; and those of tests/kmod.  Then puts together the /lib/modules that guests
# see: the modules of modules.list, siw and ours.  For the sanitizer kernel ours are made for UBSAN
# and coverage, too.
# usage: modules.sh VERSION [MAKE-VARIABLE=VALUE]...
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($#)) || usage
version=$1
shift
kernel=$(kernel_dir "$version")
release=$(<"$kernel/release")
build=$BUILD/modules-$version$KIND
guest=$BUILD/guest-modules-$version$KIND
tree=$guest.new/lib/modules/$release

[[ -z $KIND ]] || set -- RUAPI_GCOV=y "$@"
[[ $version != debug ]] || set -- KCOV_INSTRUMENT=y UBSAN_SANITIZE=y "$@"

[[ -e $SRC/Kbuild ]] || die "there is no Kbuild in $SRC"
mkdir -p "$build"
exec 9>"$build.lock"
flock 9
trap 'rm -rf "$guest.new"' EXIT
trap 'exit 130' INT TERM

# Products survive in the mirror, so a second build is quick.  What has changed is
# as new as the mirror, as it may be older than what was made while it changed.
mirror()
{
	rsync -a --no-times --checksum --delete --filter='P *.o' --filter='P *.ko' --filter='P *.mod' \
		--filter='P *.mod.c' --filter='P .*.cmd' --filter='P .*.d' --filter='P *.gcno' \
		--filter='P .module-common.o' --filter='P Module.symvers' \
		--filter='P modules.order' --filter='P /make.log' \
		"$SRC/Kbuild" "$SRC/kernel" "$SRC/uapi" "$SRC/tests/kmod" "$build/"
}

# Removes the objects so that the next run compiles, and warns, again.
forget()
{
	find "$build" -name '*.o' -delete
}

# compile DIRECTORY [MAKE-VARIABLE=VALUE]...
compile()
{
	local dir=$1 log=$build/make.log complaints

	shift
	if ! on_suite "$version" make -C "$kernel/build" M="$dir" W=1 C=1 "$@" -j"$JOBS" modules \
		>"$log" 2>&1 </dev/null; then
		forget
		grep -E 'error|ERROR|Error|warning: ' "$log" >&2 || tail -n 30 "$log" >&2
		die "the modules do not build against $release" "whole log: $log"
	fi
	# What gcc adds is not as objtool wants it.
	[[ -z $KIND ]] || return 0
	complaints=$(grep -E "^($build|Kbuild|kernel/|uapi/|kmod/)[^ ]*: (warning|error)|^WARNING: modpost|^ERROR: modpost|\.o: warning: objtool" "$log" || true)
	if [[ -n $complaints ]]; then
		forget
		sed "s|$build/||" <<<"$complaints" >&2
		die "warnings in our files with $release" "whole log: $log"
	fi
}

# Every listed stock module and, from modules.dep, what it needs.
closure()
{
	# Debian's kernels have no siw, it comes with them as kernel/siw.
	awk -v list=<(cat "$VM/modules.list"; [[ -e $kernel/siw ]] || echo siw) \
		-v builtin="$kernel/lib/modules/$release/modules.builtin" '
		function key(path) {
			sub(/.*\//, "", path); sub(/\.ko.*/, "", path); gsub(/-/, "_", path)
			return path
		}
		BEGIN { while ((getline line <builtin) > 0) is_builtin[key(line)] = 1 }
		{
			path = $1; sub(/:$/, "", path)
			name = key(path); path_of[name] = path; $1 = ""; needs[name] = $0
		}
		END {
			while ((getline line <list) > 0) {
				optional = sub(/^\?/, "", line)
				name = key(line)
				if (line == "" || line ~ /^#/ || name in is_builtin)
					continue
				if (optional && !(name in path_of))
					continue
				if (!(name in path_of)) {
					print "no module " line >"/dev/stderr"
					exit 1
				}
				print path_of[name] needs[name]
			}
		}' "$kernel/lib/modules/$release/modules.dep" | tr ' ' '\n' | sort -u
}

assemble()
{
	local path

	rm -rf "$guest.new"
	mkdir -p "$tree/updates"
	closure >"$guest.new/closure"
	# A guest would unpack each again whenever it is loaded, on an emulated CPU.
	while read -r path; do
		mkdir -p "$tree/${path%/*}"
		case $path in
		*.xz) xz -dc "$kernel/lib/modules/$release/$path" >"$tree/${path%.xz}" ;;
		*.zst) zstd -qdc "$kernel/lib/modules/$release/$path" >"$tree/${path%.zst}" ;;
		*)
			ln "$kernel/lib/modules/$release/$path" "$tree/$path" 2>/dev/null ||
				cp -p "$kernel/lib/modules/$release/$path" "$tree/$path"
			;;
		esac
	done <"$guest.new/closure"
	cp "$kernel/lib/modules/$release"/modules.{builtin,builtin.modinfo,order} "$tree/"
	# siw where Debian has none; for the sanitizer kernel, repaired drivers.
	for path in "$kernel"/{siw,drivers}/*.ko; do
		[[ ! -e $path ]] || cp "$path" "$tree/updates/"
	done
	for path in "${ours[@]}"; do
		strip --strip-debug -o "$tree/updates/${path##*/}" "$path"
	done
	depmod -b "$guest.new" "$release"
	rm -rf "$guest"
	mv "$guest.new" "$guest"
}

start=$SECONDS
mirror
compile "$build" "$@"
compile "$build/kmod" "$@"
mapfile -t ours < <(find "$build" -name '*.ko' | sort)
((${#ours[@]})) || die "the build for $release made no module" "whole log: $build/make.log"
add_btf "$kernel" "${ours[@]}"
assemble
say "modules for $version ($release): ${#ours[@]} built after $(elapsed "$start")"
