# The packages and what they leave, for who installs them: source it with the checkout
# in /src, or $SRC.
# shellcheck shell=bash disable=SC2034 # used by those who source it

old=$(sed -n '1s/.*(\(.*\)).*/\1/p' "${SRC:-/src}/lib/debian/changelog")
new=$old.1
upgraded=(librdma-uapi1 librdma-uapi-dev rdma-uapi-tools rdma-uapi-strace rdma-uapi-dkms)
names=("${upgraded[@]}" rdmasim-dkms)

# Every file, link and folder that is there, but what dpkg and its like keep for
# themselves, and what is in $unseen.
unseen=()
files()
{
	local path more=()

	for path in "${unseen[@]}"; do more+=(-o -path "$path"); done
	find / -xdev \( -path /proc -o -path /tmp -o -path /src -o -path /debs -o -path /out -o -path /prebuilt -o -path /wrong.ko -o -path /boot -o -path /root/.cache \
		-o -path /var/lib/dpkg -o -path /var/log -o -path /var/cache -o -path '*/lib/modules/*/modules.*' "${more[@]}" \) \
		-prune -o -printf '%p %y %m %u %g %l\n' | sort
	find /lib/modules -mindepth 2 -name '*.ko*' | sort
	md5sum /etc/{passwd,group,modules} /etc/udev/udev.conf 2>/dev/null
}

# debs_of FOLDER VERSION NAME...: the files of packages.
debs_of()
{
	local name

	for name in "${@:3}"; do
		ls "$1/${name}_${2}"_*.deb
	done
}

# repack FOLDER NEW-FOLDER: the same packages, as if they were the next version; but
# rdmasim-dkms, which is built as the other one is.
repack()
{
	local deb dir=$2/repack

	mkdir -p "$2"
	for deb in $(debs_of "$1" "$old" "${upgraded[@]}"); do
		rm -rf "$dir"
		dpkg-deb -R "$deb" "$dir"
		{ grep -rlZF "$old" "$dir/DEBIAN" "$dir"/usr/src/*/dkms.conf 2>/dev/null || true; } |
			xargs -0r sed -i "s/${old//./\\.}/$new/g"
		for path in "$dir"/usr/src/*-"$old"; do
			[[ ! -e $path ]] || mv "$path" "${path%"$old"}$new"
		done
		(cd "$dir" && find . -type f ! -path './DEBIAN/*' -printf '%P\0' | xargs -0 md5sum >DEBIAN/md5sums)
		dpkg-deb -Zgzip -b "$dir" "$2/$(basename "$deb" | sed "s/_${old}_/_${new}_/")" >/dev/null
	done
	rm -rf "$dir"
}

# built RELEASE MODULE: DKMS has installed it there, and it is for that kernel.
built()
{
	local file

	file=$(find "/lib/modules/$1/updates/dkms" -name "$2.ko*")
	[[ -n $file && $(modinfo -F vermagic "$file") == "$1 "* ]]
}

depmod_knows() { grep -q "/$2.ko" "/lib/modules/$1/modules.dep"; }
