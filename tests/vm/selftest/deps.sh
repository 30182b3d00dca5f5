#!/bin/bash
# deps.sh on a machine where nothing is installed, whose archive has this and
# that: it names what is not there.  Nothing is ever installed here.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$VM/tap.sh"
. "$VM/selftest/isolate.sh"
: "${work:?}"
finish()
{
	gpgconf --kill all
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
. "$VM/selftest/mirror.sh"

if [[ -z $ISOLATED ]]; then
	skip "deps.sh" "nothing can be mounted here"
	done_testing
fi

# An apt, and a dpkg, that know nothing of this machine: only apt is installed.
mkdir -p "$work"/{lists/partial,archives/partial,admin/updates,bin}
printf 'Package: apt\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\nMaintainer: nobody\nDescription: here\n' |
	tee "$work/status" >"$work/admin/status"
cat >"$work/apt.conf" <<END
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Lists "$work/lists";
Dir::State::Status "$work/status";
Dir::Cache "$work";
APT::Architecture "amd64";
APT::Architectures { "amd64"; };
APT::Sandbox::User "";
Acquire::Languages "none";
END
export APT_CONFIG=$work/apt.conf DPKG_ADMINDIR=$work/admin RDMA_UAPI_CACHE=$work/cache
echo "deb [signed-by=$work/keyring.gpg] file://$MIRROR/debian bookworm main" >"$work/sources.list"

# In place of apt-get: writes down what it would install.
cat >"$work/bin/apt-get" <<END
#!/bin/bash
case "\$*" in
*install*) printf '%s\n' "\$*" >"$work/installed" ;;
*) exec /usr/bin/apt-get "\$@" ;;
esac
END
chmod +x "$work/bin/apt-get"
PATH=$work/bin:$PATH

# archive [PACKAGE[:PROVIDES]]...: an archive with just these.
archive()
{
	local dir=$MIRROR/debian/dists/bookworm package

	mkdir -p "$dir/main/binary-amd64"
	for package in "${@%:*}"; do
		printf 'Package: %s\nVersion: 1\nArchitecture: amd64\nFilename: pool/%s.deb\nSize: 1\nSHA256: %064d\n%s\n\n' \
			"$package" "$package" 0 "$(for one; do [[ $one != "$package:"* ]] || echo "Provides: ${one#*:}"; done)"
	done | sed '/^$/N;/^\n$/D' >"$dir/main/binary-amd64/Packages"
	release "$dir" bookworm
}

deps()
{
	local status=0

	rm -f "$work/installed"
	"$@" 2>&1 || status=$?
	echo "status $status"
}

make_key
mapfile -t wanted < <(bash -c 'declare -n list=strace; . <(sed -n "/^strace=(/p" "$0"); printf "%s\n" "${list[@]}"' "$VM/deps.sh")
ok "the packages that strace wants are known" test "${#wanted[@]}" -gt 5

archive "${wanted[@]}"
said=$(deps "$VM/deps.sh" strace)
like "an archive that has all: they are installed" "$said" 'status 0$'
is "all of them, and nothing that they recommend" "$(cat "$work/installed")" \
	"-q install -y --no-install-recommends ${wanted[*]}"

mapfile -t fewer < <(printf '%s\n' "${wanted[@]}" | grep -vxE 'gcc-12|autoconf|automake')
archive "${fewer[@]}" gcc-13 gcc-9 autoconf2:autoconf automaket64
said=$(deps "$VM/deps.sh" strace)
like "what has gone is named, and nothing else" "$said" 'archives of this machine \(any more\?\): gcc-12 autoconf automake'$'\n'
like "with what has another number" "$said" 'instead of gcc-12 there is: gcc-9 gcc-13'$'\n'
like "with what provides it" "$said" 'instead of autoconf there is: autoconf2'$'\n'
like "with what has its name in another transition" "$said" 'instead of automake there is: automaket64'$'\n'
like "with what to do" "$said" '/etc/apt/sources\.list.*bookworm main.*status 1$'
ok "and nothing is installed" test ! -e "$work/installed"

said=$(deps unshare --user "$VM/deps.sh" strace)
like "one who is not root is told as well" "$said" 'not in the archives.*gcc-12 autoconf automake.*status 1$'
archive "${wanted[@]}"
/usr/bin/apt-get -q update >/dev/null 2>&1
said=$(deps unshare --user "$VM/deps.sh" strace)
like "or what to run" "$said" "sudo apt-get install --no-install-recommends ${wanted[*]}.*status 1\$"
rm -rf "$work/lists"/*
said=$(deps unshare --user "$VM/deps.sh" strace)
like "also where no lists have been read" "$said" "sudo apt-get install.*status 1\$"

echo "deb [signed-by=$work/keyring.gpg] file://$work/nowhere bookworm main" >>"$work/sources.list"
said=$(deps "$VM/deps.sh" strace)
like "a source that cannot be read is named, and does not matter" "$said" \
	'not all package lists could be read:.*nowhere.*status 0$'
sed -i 2d "$work/sources.list"
archive something else
said=$(deps "$VM/deps.sh" strace)
like "an archive with nothing that is wanted: all are named" "$said" \
	"archives of this machine \\(any more\\?\\): ${wanted[*]}"$'\n'
done_testing
