#!/bin/bash
# Builds the sanitizer kernel into the cache, as the version "debug": Debian's
# own source of 6.1, which kernels.sh keeps, with the options of
# debug-kernel.config and nothing else that a virtual machine does not need.
# The RDMA core, rxe and siw are compiled for coverage and with UBSAN as well.
# It takes 20 minutes on two idle cores; a build that is interrupted goes on
# where it was.  A hash of all that goes in tells whether what the cache has is
# what this checkout wants.
# usage: debug-kernel.sh [--is-cached]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# To be changed with anything below that changes the result.
recipe=3

base=$(kernel_dir 6.1)
kernels=$CACHE/kernels
result=$kernels/debug
key=$(cat "$VM/debug-kernel.config" "$base/package" - <<<"$recipe" | sha256sum | cut -c1-16)

cached()
{
	[[ -e $result/release && $(<"$result/key") == "$key" ]]
}

case ${1:-} in
--is-cached) cached && exit 0 || exit 1 ;;
'') ;;
*) usage ;;
esac

tree=$kernels/.debug-$key
log=$tree.log
new=$tree/new

# kernel_make WHAT ARGUMENT...: make in the tree, quietly.
kernel_make()
{
	say "sanitizer kernel: $1"
	make -C "$tree/source" -j"$JOBS" "${@:2}" >>"$log" 2>&1 </dev/null || {
		grep -E 'error|Error' "$log" | tail -n 20 >&2
		die "the sanitizer kernel did not build" "whole log: $log"
	}
}

unpack()
{
	local dir

	say "sanitizer kernel: unpacking the source of $(<"$base/package")"
	rm -rf "$tree"
	mkdir -p "$tree/source"
	dpkg-deb --fsys-tarfile "$base/linux-source.deb" |
		tar -xO ./usr/src/linux-source-6.1.tar.xz |
		xz -dc -T0 | tar -x -C "$tree/source" --strip-components=1 \
		--exclude='*/drivers/gpu/*.[ch]' --exclude='*/Documentation/*.rst'
	for dir in core sw/rxe sw/siw; do
		printf 'KCOV_INSTRUMENT := y\nUBSAN_SANITIZE := y\n' \
			>>"$tree/source/drivers/infiniband/$dir/Makefile"
	done
	repair
	touch "$tree/unpacked"
}

# Known bugs of the drivers that would end or spoil the checks, see
# docs/lessons.md: a QP that rxe could not make has timers that it stops without
# having set them up, and lockdep then gives up for good; a QP that siw had no
# memory to connect frees a queue that it has freed already.
repair()
{
	local rxe=$tree/source/drivers/infiniband/sw/rxe/rxe_qp.c
	local siw=$tree/source/drivers/infiniband/sw/siw/siw_qp.c

	sed -i -E 's/^(\t+)(del_timer_sync\(&qp->(retrans_timer|rnr_nak_timer)\);)/\1if (qp->\3.function)\n\1\t\2/' "$rxe"
	(($(grep -c 'if (qp->.*_timer.function)' "$rxe") == 2)) ||
		die "the timers of rxe are not what they were in 6.1.192"
	sed -i -E 's/^(\t\t\t)vfree\(qp->irq\);/&\n\1qp->irq = NULL;/' "$siw"
	(($(grep -c 'qp->irq = NULL;' "$siw") == 1)) ||
		die "siw_qp_readq_init() is not what it was in 6.1.192"
}

# What the options became: one that Kconfig dropped would silently test less.
configure()
{
	local lost

	kernel_make "configuring" KCONFIG_ALLCONFIG="$VM/debug-kernel.config" alldefconfig
	lost=$(grep -E '^CONFIG_[A-Z0-9_]+=[^n]' "$VM/debug-kernel.config" |
		grep -vxFf "$tree/source/.config" || true)
	[[ -z $lost ]] || die "options of debug-kernel.config that did not take effect:" "$lost"
}

# What an external module needs of the tree, as "make bindeb-pkg" selects it.
headers()
{
	local build=$new/headers

	mkdir -p "$build"
	(
		cd "$tree/source"
		{
			find . arch/x86 -maxdepth 1 -name 'Makefile*'
			find include scripts arch/x86/include -type f -o -type l
			find arch/x86 -name Kbuild.platforms -o -name Platform -o -path '*/scripts/*' -type f
			find tools/objtool -type f -executable
			echo .config
			echo Module.symvers
			[[ ! -e scripts/module.lds ]] || echo scripts/module.lds
		} | grep -vE '\.(o|cmd)$' | sort -u
	) >"$tree/header-files"
	rsync -a --files-from="$tree/header-files" "$tree/source/" "$build/"
	ln -s headers "$new/build"
}

collect()
{
	local release

	release=$(<"$tree/source/include/config/kernel.release")
	rm -rf "$new"
	mkdir -p "$new"
	kernel_make "collecting" INSTALL_MOD_PATH="$new" INSTALL_MOD_STRIP=1 DEPMOD=true modules_install
	rm -f "$new/lib/modules/$release"/{build,source}
	depmod -b "$new" "$release"
	headers
	# For its symbols only: QEMU enters it where KASAN is not ready yet.
	objcopy --strip-debug "$tree/source/vmlinux" "$new/vmlinux.elf"
	objcopy --dump-section .BTF="$new/vmlinux.btf" "$tree/source/vmlinux" "$tree/copy"
	cp "$tree/source/arch/x86/boot/bzImage" "$new/vmlinuz"
	cp "$tree/source/.config" "$new/config"
	ln -s ../6.1/source "$new/source"
	cp "$base/package" "$new/package"
	echo "$key" >"$new/key"
	echo "$release" >"$new/release"
	rm -rf "$result"
	mv "$new" "$result"
}

cached && exit 0
"$VM/deps.sh" debug
exec 9>"$kernels/.debug.lock"
flock -n 9 || {
	say "waiting for another run that is building the sanitizer kernel"
	flock 9
}
if cached; then exit 0; fi

start=$SECONDS
: >"$log"
[[ -e $tree/unpacked ]] || unpack
configure
kernel_make "compiling, with $JOBS jobs" bzImage modules
collect
rm -rf "$kernels"/.debug-*/ "$kernels"/.debug-*.log
say "sanitizer kernel: ready after $(elapsed "$start")"
