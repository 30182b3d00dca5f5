#!/bin/bash
# Builds the sanitizer kernel into the cache, as the version "debug": Debian's
# own source of 6.1, which kernels.sh keeps, with the options of
# debug-kernel.config and nothing else that a virtual machine does not need.
# The RDMA core, rxe and siw are compiled for coverage and with UBSAN as well,
# and KASAN looks at all but what has no object of theirs in its hands (not_checked).
# It takes 20 to 40 minutes on two idle cores; a build that is interrupted goes
# on where it was.  rxe, siw and ib_uverbs are made once more, outside of the tree and
# with their known bugs repaired, which takes a minute.  Hashes of all that goes in
# tell whether what the cache has is what this checkout wants.
# usage: debug-kernel.sh [--is-cached]
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# To be changed with anything below that changes the kernel.
recipe=4

base=$(kernel_dir 6.1)
kernels=$CACHE/kernels
result=$kernels/debug
# Of the source: it may be another revision of Debian's than the image.
package=$(dpkg-deb -f "$base/linux-source.deb" Version)
key=$(cat "$VM/debug-kernel.config" <(echo "$package") - <<<"$recipe" | sha256sum | cut -c1-16)
drivers=$result/drivers

cached()
{
	[[ -e $result/release && $(<"$result/key") == "$key" ]]
}

repairs() { declare -f repair only_uverbs | sha256sum | cut -c1-16; }

# The kernel's drivers went with the kernel that they were made for.
repaired()
{
	[[ -e $drivers/repairs && $(<"$drivers/repairs") == "$(repairs)" ]]
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

# Where programs of the scenarios spend their time, page faults and reading files
# over 9p, and where nothing that is RDMA's is looked at.  What these free is still
# poisoned, and seen where anybody else uses it.
not_checked="arch/x86 mm block crypto security/selinux kernel/bpf drivers/virtio fs/9p fs/netfs fs/overlayfs net/9p"

unpack()
{
	local dir

	say "sanitizer kernel: unpacking the source of $package"
	rm -rf "$tree"
	mkdir -p "$tree/source"
	untar_source "$base/linux-source.deb" 6.1 -C "$tree/source" --strip-components=1 \
		--exclude='*/drivers/gpu/*.[ch]' --exclude='*/Documentation/*.rst'
	for dir in core sw/rxe sw/siw; do
		printf 'KCOV_INSTRUMENT := y\nUBSAN_SANITIZE := y\n' \
			>>"$tree/source/drivers/infiniband/$dir/Makefile"
	done
	(
		cd "$tree/source"
		# shellcheck disable=SC2086 # words
		find $not_checked \( -name Makefile -o -name Kbuild \) -exec sed -i '$a KASAN_SANITIZE := n' {} +
	)
	touch "$tree/unpacked"
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
	echo "$package" >"$new/package"
	echo "$key" >"$new/key"
	echo "$release" >"$new/release"
	rm -rf "$result"
	mv "$new" "$result"
}

# repair_file FILE COUNT WANTED EXPRESSION...: edits as sed does; then COUNT lines
# have to match WANTED.
repair_file()
{
	local file=$1 count=$2 wanted=$3

	shift 3
	sed -i -E "$@" "$file"
	(($(grep -c -- "$wanted" "$file") == count)) ||
		die "${file##*/} is not what it was in 6.1.192: no place to repair for '$wanted'"
}

# Known bugs of the drivers that would end or spoil the checks, see
# docs/lessons.md.  rxe: a QP that could not be made has timers that are stopped
# without having been set up, and lockdep then gives up for good; a CQ that could
# not be made leaks its queue; seven retries are no end of them.  siw: a QP without memory to connect frees a queue
# that it has freed already; a connection that goes before it is accepted takes the
# listener with it, and one that goes before it has asked for anything leaks;
# callbacks of sockets lock as if softirqs alone called them; a QP that two ids connect or
# accept at once loses the endpoint of one.  ib_uverbs: GET_CONTEXT
# by ioctl() forgets the task of a context that its driver refuses.
repair()
{
	local callbacks='s/(read_(un)?lock)(\(&sk->sk_callback_lock\))/\1_bh\3/'

	repair_file "$1/sw/rxe/rxe_qp.c" 2 'if (qp->.*_timer.function)' \
		's/^(\t+)(del_timer_sync\(&qp->(retrans_timer|rnr_nak_timer)\);)/\1if (qp->\3.function)\n\1\t\2/'
	repair_file "$1/sw/rxe/rxe_verbs.c" 1 'rxe_queue_cleanup(cq->queue);' \
		's/^\treturn (rxe_add_to_pool\(&rxe->cq_pool, cq\);)/\terr = \1\n\tif (err)\n\t\trxe_queue_cleanup(cq->queue);\n\treturn err;/'
	repair_file "$1/sw/rxe/rxe_cq.c" 2 'rxe_queue_cleanup(cq->queue)' \
		'/^int rxe_cq_from_init/,/^}/s/^\t\treturn err;/\t\treturn rxe_queue_cleanup(cq->queue), err;/'
	repair_file "$1/sw/rxe/rxe_comp.c" 1 'if (qp->comp.retry_cnt)' \
		's/if \(qp->comp.retry_cnt != 7\)/if (qp->comp.retry_cnt)/'
	repair_file "$1/sw/siw/siw_qp.c" 1 'qp->irq = NULL;' \
		's/^(\t\t\t)vfree\(qp->irq\);/&\n\1qp->irq = NULL;/'
	repair_file "$1/sw/siw/siw_cm.c" 7 'read_.*lock_bh(&sk->sk_callback_lock)' "$callbacks"
	repair_file "$1/sw/siw/siw_qp.c" 4 'read_.*lock_bh(&sk->sk_callback_lock)' "$callbacks"
	repair_file "$1/sw/siw/siw_cm.c" 1 'cep->sock->sk != sk' \
		's/^(\t)case TCP_CLOSE_WAIT:/&\n\1\tif (!cep->sock || cep->sock->sk != sk)\n\1\t\tbreak;/'
	repair_file "$1/sw/siw/siw_cm.c" 16 'siw_cep_put(cep);' \
		'/case SIW_CM_WORK_PEER_CLOSE:/,/default:/s/^(\t+)cep->listen_cep = NULL;/&\n\1siw_cep_put(cep);/'
	repair_file "$1/sw/siw/siw_cm.c" 1 'siw_cep_set_free_and_put(cep), cep = NULL' \
		'/^int siw_connect/,/^}/s/^\tqp->cep = cep;/\tif (cmpxchg(\&qp->cep, NULL, cep)) {\n\t\tsiw_cep_put(cep);\n\t\tsiw_cep_set_free_and_put(cep), cep = NULL;\n\t\trv = -EINVAL;\n\t\tgoto error;\n\t}/'
	repair_file "$1/sw/siw/siw_cm.c" 2 'if (cmpxchg(&qp->cep, NULL, cep)) {' \
		'/^int siw_accept/,/^}/s/^\tqp->cep = cep;/\tif (cmpxchg(\&qp->cep, NULL, cep)) {\n\t\tsiw_cep_put(cep);\n\t\trv = -EINVAL;\n\t\tgoto error_unlock;\n\t}/'
	repair_file "$1/sw/siw/siw_mem.c" 2 'kfree(umem->page_chunk\[i\].plist);' \
		'/^void siw_umem_release/,/^}/s/^\tatomic64_sub\(umem->num_pages/\tif (umem->page_chunk \&\& !(umem->num_pages % PAGES_PER_CHUNK))\n\t\tkfree(umem->page_chunk[i].plist);\n&/'
	repair_file "$1/core/uverbs_std_types_device.c" 1 'rdma_restrack_put(&attrs->context->res);' \
		's/^(\t+)kfree\(attrs->context\);/\1rdma_restrack_put(\&attrs->context->res);\n&/'
}

# Of what core/ makes ib_uverbs alone.
only_uverbs()
{
	local own

	own=$(sed -n '/^ib_uverbs-y/,$p' "$1")
	printf '%s\nobj-m := ib_uverbs.o\n' "$own" >"$1"
}

make_drivers()
{
	local work=$kernels/.drivers driver

	say "sanitizer kernel: rxe, siw and ib_uverbs, with their known bugs repaired"
	rm -rf "$work" "$drivers"
	mkdir -p "$work/new"
	untar_source "$base/linux-source.deb" 6.1 -C "$work" --strip-components=3 --wildcards \
		'*/drivers/infiniband/sw/rxe/*' '*/drivers/infiniband/sw/siw/*' '*/drivers/infiniband/core/*'
	repair "$work"
	only_uverbs "$work/core/Makefile"
	for driver in sw/rxe sw/siw core; do
		make -C "$result/build" M="$work/$driver" KCOV_INSTRUMENT=y UBSAN_SANITIZE=y \
			-j"$JOBS" modules >"$work/log" 2>&1 </dev/null ||
			die "$driver does not build" "$(tail -n 20 "$work/log")"
		add_btf "$result" "$work/$driver"/*.ko
		strip --strip-debug -o "$work/new/$(basename "$work/$driver"/*.ko)" "$work/$driver"/*.ko
	done
	repairs >"$work/new/repairs"
	mv "$work/new" "$drivers"
	rm -rf "$work"
}

make_kernel()
{
	local start=$SECONDS

	: >"$log"
	[[ -e $tree/unpacked ]] || unpack
	configure
	kernel_make "compiling, with $JOBS jobs" bzImage modules
	collect
	rm -rf "$kernels"/.debug-*/ "$kernels"/.debug-*.log
	say "sanitizer kernel: ready after $(elapsed "$start")"
}

if cached && repaired; then exit 0; fi
"$VM/deps.sh" debug
exec 9>"$kernels/.debug.lock"
flock -n 9 || {
	say "waiting for another run that is building the sanitizer kernel"
	flock 9
}
cached || make_kernel
repaired || make_drivers
