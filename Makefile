# The front door: every target is a script of tests/vm, or two.  Nothing is
# built inside the checkout; see tests/vm/README.md for where things go.

VM := tests/vm
KERNEL ?= 6.1
export PREFIX KDIR DESTDIR

.PHONY: help demo demo-containers check check-unit check-kernel check-guest check-debug check-builds check-arm64 check-container check-hosts check-pvrdma check-deb deb bench coverage fuzz modules user \
	guest strace kernels-update clean distclean install
.NOTPARALLEL:

help:
	@echo 'make demo            see it work, in a virtual machine (needs nothing installed but Debian 12; KERNEL=7: with Debian 13'\''s kernel and programs)'
	@echo 'make demo-containers the same with podman: containers with a port of one HCA each, and with an HCA each'
	@echo 'make check           every test there is; the last line counts them'
	@echo '  make check-unit    only unit tests (sanitizers, valgrind), headers, scripts'
	@echo '  make check-kernel  only module builds (W=1, sparse), checkpatch, structure layouts'
	@echo '  make check-guest   only the scenarios in virtual machines, and two of them on a wire'
	@echo 'make check-debug     the scenarios, and fault injection, on a sanitizer kernel (about two hours on 2 cores, and 25 to 40 minutes to build it)'
	@echo 'make check-builds    modules for kernels on which nothing is run: 6.12 of Debian 13, and the newest of sid, which may fail'
	@echo 'make check-arm64     cross-built modules and programs, and a boot of them in qemu-system-aarch64'
	@echo 'make check-hosts     two virtual machines, 6.1 and 6.12, that talk over a wire, with an MPI ring (a step of make check)'
	@echo 'make check-pvrdma    an HCA that nobody here wrote, QEMU'\''s pvrdma with the driver of stock kernels'
	@echo 'make bench           instruction counts against the stock stack, and beside n others (ONLY=calls, ONLY=scale, ONLY=threads)'
	@echo 'make coverage        which lines of the module the scenarios run (20 minutes), and which not'
	@echo 'make fuzz            look for new bugs: 10 minutes each (FUZZ_TIME=SECONDS) in userspace and in a guest'
	@echo 'make modules         build the kernel modules for stock Debian $(KERNEL) (KERNEL=6.12, 7, debug: another)'
	@echo 'make user            build the library and the command line tool'
	@echo 'make guest           a command in a guest: make guest RUN="uname -a" KERNEL=6.12'
	@echo 'make strace          build rdma-strace: Debian 12'\''s strace, which reads our calls (SUITE=testing: 7.x)'
	@echo 'make deb             Debian packages, for this Debian, built in a chroot and looked at by lintian (SUITE=bookworm, trixie)'
	@echo 'make check-container programs of Debian 11, and programs with musl, over the interposer, in a guest'
	@echo 'make check-deb       install, use, upgrade, remove and purge them, in chroots of Debian 12 and 13 and in a guest with Debian 13 that boots with them'
	@echo 'make install         install both on this machine (PREFIX, KDIR, DESTDIR)'
	@echo 'make kernels-update  fetch newer stock kernels, if there are any'
	@echo 'make clean           remove what was built from this checkout'
	@echo 'make distclean       remove the whole cache, fetched kernels included'

demo:
	@$(VM)/deps.sh demo
	@$(VM)/kernels.sh $(KERNEL)
	@$(VM)/modules.sh $(KERNEL)
	@$(VM)/userspace.sh plain
	@$(VM)/guest.sh --kernel $(KERNEL) --time-limit 300 -- bash $(VM)/demo.sh

demo-containers:
	@$(VM)/deps.sh containers
	@$(VM)/kernels.sh 6.1
	@$(VM)/modules.sh 6.1
	@$(VM)/userspace.sh plain
	@$(VM)/guest.sh --kernel 6.1 --time-limit 600 -- bash $(VM)/demo-containers.sh

check:
	@$(VM)/check.sh

check-unit check-kernel check-guest check-debug:
	@$(VM)/check.sh $(@:check-%=%)

check-hosts:
	@$(VM)/deps.sh hosts
	@$(VM)/kernels.sh 6.1 6.12
	@$(VM)/modules.sh 6.1
	@$(VM)/modules.sh 6.12
	@$(VM)/userspace.sh plain
	@$(VM)/hosts.sh

check-builds:
	@$(VM)/deps.sh check
	@$(VM)/builds.sh

check-arm64:
	@$(VM)/deps.sh arm64
	@$(VM)/arm64.sh

check-pvrdma:
	@$(VM)/deps.sh pvrdma
	@$(VM)/kernels.sh 6.1
	@$(VM)/modules.sh 6.1
	@$(VM)/userspace.sh plain
	@$(VM)/pvrdma.sh

bench:
	@$(VM)/bench.sh $(if $(ONLY),--only $(ONLY)) $(KERNEL)

coverage:
	@$(VM)/coverage.sh

fuzz:
	@tests/fuzz/fuzz.sh

modules:
	@$(VM)/deps.sh demo
	@$(VM)/kernels.sh $(KERNEL)
	@$(VM)/modules.sh $(KERNEL)

user:
	@$(VM)/deps.sh demo
	@$(VM)/userspace.sh plain

guest: modules
	@$(VM)/guest.sh --kernel $(KERNEL) -- bash -c '$(RUN)'

deb:
	@$(VM)/deps.sh deb
	@$(VM)/packages.sh $(SUITE)

check-deb:
	@$(VM)/deps.sh deb
	@$(VM)/packages.sh bookworm
	@$(VM)/packages.sh trixie
	@$(VM)/deps.sh demo
	@$(VM)/kernels.sh 6.1 6.12 7
	@$(VM)/modules.sh 6.1
	@$(VM)/modules.sh 6.12
	@$(VM)/modules.sh 7
	@$(VM)/deb.sh
	@$(VM)/deb.sh 7
	@$(VM)/installed.sh

check-container:
	@$(VM)/deps.sh musl
	@$(VM)/kernels.sh 6.1
	@$(VM)/modules.sh 6.1
	@$(VM)/userspace.sh plain
	@$(VM)/container.sh
	@$(VM)/container.sh --musl

strace:
	@$(VM)/deps.sh strace
	@$(VM)/strace.sh build $(SUITE)

install:
	@$(VM)/install.sh

kernels-update:
	@$(VM)/deps.sh demo
	@$(VM)/kernels.sh --update 6.1 6.12 $$([ "$$(id -u)" -ne 0 ] || echo 7)

clean distclean:
	@$(VM)/clean.sh $@
