# A mirror of Debian with kernels that are not: for tests of those who fetch.
# Source it after tap.sh; $work is a folder for it.
# shellcheck shell=bash disable=SC2154

MIRROR=$work/mirror

# What the mirror is signed with; the public half is in $work/keyring.gpg.
make_key()
{
	export GNUPGHOME=$work/gnupg
	mkdir -m 700 "$GNUPGHOME"
	gpg -q --batch --passphrase '' --quick-gen-key mirror ed25519 sign never 2>/dev/null
	gpg -q --export >"$work/keyring.gpg"
}

# An ELF file with BTF, which is all that kernels.sh asks of a vmlinux.
made_up_vmlinux()
{
	echo BTF >"$work/btf"
	echo 'int x;' | gcc -x c -c -o "$work/vmlinux.o" -
	objcopy --add-section .BTF="$work/btf" "$work/vmlinux.o" "$work/vmlinux"
}

# deb PACKAGE VERSION DEPENDS: packs $work/root into the mirror's pool.
deb()
{
	local file=$MIRROR/debian/pool/${1}_${2}_amd64.deb

	mkdir -p "$work/root/DEBIAN" "$MIRROR/debian/pool"
	printf 'Package: %s\nVersion: %s\nArchitecture: amd64\nMaintainer: nobody\n%sDescription: made up\n' \
		"$1" "$2" "${3:+Depends: $3$'\n'}" >"$work/root/DEBIAN/control"
	dpkg-deb --root-owner-group -Zgzip -z1 -b "$work/root" "$file" >/dev/null
	rm -rf "$work/root"
}

# kernel_debs SERIES RELEASE VERSION: all parts of one.
kernel_debs()
{
	local release=$2-amd64 root=$work/root headers source

	mkdir -p "$root/boot" "$root/lib/modules/$release/kernel"
	cp "$work/vmlinux" "$root/boot/vmlinuz-$release"
	[[ ! -e $work/ballast ]] || cp "$work/ballast" "$root/lib/modules/$release/kernel/"
	touch "$root/boot/config-$release" "$root/lib/modules/$release/modules."{order,builtin}
	deb "linux-image-$release" "$3"

	headers=$root/usr/src/linux-headers-$release
	mkdir -p "$headers"
	# In place of kbuild: our module is a copy of the vmlinux.
	printf 'modules:\n\tcp %s $(M)/siw.ko\n' "$work/vmlinux" >"$headers/Makefile"
	deb "linux-headers-$release" "$3" "linux-headers-$2-common (= $3), linux-kbuild-$1 (>= $3)"
	mkdir -p "$root/usr/src"
	deb "linux-headers-$2-common" "$3"
	mkdir -p "$root/usr/lib"
	deb "linux-kbuild-$1" "$3"

	source=$work/source/linux-source-$1
	mkdir -p "$source/drivers/infiniband/sw/siw" "$source/scripts" "$root/usr/src"
	touch "$source/drivers/infiniband/sw/siw/siw_main.c"
	touch "$source/scripts"/{checkpatch.pl,spelling.txt,const_structs.checkpatch}
	echo 'cat "$1"' >"$source/scripts/extract-vmlinux"
	tar -C "$work/source" -cJf "$root/usr/src/linux-source-$1.tar.xz" "linux-source-$1"
	rm -rf "$work/source"
	deb "linux-source-$1" "$3"
}

# release DIRECTORY SUITE [DAYS]: its lists are valid for so many days.
release()
{
	(
		cd "$1" || exit
		printf 'Origin: Debian\nSuite: %s\nCodename: %s\nDate: %s\nValid-Until: %s\n' "$2" "$2" \
			"$(date -Ru -d '-30 days')" "$(date -Ru -d "${3:-30} days")"
		printf 'Architectures: amd64\nComponents: main\nSHA256:\n'
		find main -type f | while read -r file; do
			echo " $(sha256sum "$file" | cut -d' ' -f1) $(stat -c %s "$file") $file"
		done
	) >"$1/Release"
	gpg -q --batch --yes --clearsign -o "$1/InRelease" "$1/Release"
}

# publish [DAYS]: writes the lists of what is in the pool.
publish()
{
	local suite dir

	for suite in debian:bookworm debian-security:bookworm-security debian:bookworm-backports; do
		dir=$MIRROR/${suite%:*}/dists/${suite#*:}
		mkdir -p "$dir/main/binary-amd64"
		: >"$dir/main/binary-amd64/Packages"
		[[ $suite != debian:bookworm ]] || (cd "$MIRROR/debian" &&
			dpkg-scanpackages -m pool) >"$dir/main/binary-amd64/Packages" 2>/dev/null
		release "$dir" "${suite#*:}" "${1:-}"
	done
}
