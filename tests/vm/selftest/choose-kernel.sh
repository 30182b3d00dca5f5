#!/bin/bash
# Which kernel is fetched, from package lists: those of a day on which a build
# had failed, and what other days may bring.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$VM/tap.sh"

saved=$VM/selftest/lists/bookworm-20261129

# choose SERIES <LISTS: everything that it says, and its status.
choose()
{
	local status=0

	"$VM/choose-kernel.pl" "$1" 2>&1 || status=$?
	echo "status $status"
}

# without PACKAGE-REGEX [VERSION]: the saved lists less some stanzas.
without()
{
	awk -v package="^Package: ($1)$" -v version="${2:+Version: $2}" '
		BEGIN { RS = ""; ORS = "\n\n"; FS = "\n" }
		!($1 ~ package && (version == "" || $2 == version))' "${3:-$saved}"
}

# stanza PACKAGE VERSION [DEPENDS [ARCHITECTURE]]
stanza()
{
	printf 'Package: %s\nVersion: %s\nArchitecture: %s\n%sSize: 1000\n\n' \
		"$1" "$2" "${4:-amd64}" "${3:+Depends: $3$'\n'}"
}

# kernel SERIES RELEASE VERSION [KBUILD-DEPENDENCY]: all its stanzas but kbuild.
kernel()
{
	stanza "linux-image-$2-amd64" "$3"
	stanza "linux-headers-$2-amd64" "$3" "linux-headers-$2-common (= $3), ${4:-linux-kbuild-$1}"
	stanza "linux-headers-$2-common" "$3" '' all
	stanza "linux-source-$1" "$3" '' all
}

# split RELEASE VERSION [-unsigned]: one whose modules are a package of their own.
split()
{
	stanza "linux-image-$1-amd64" "$2"
	stanza "linux-binary${3:-}-$1-amd64" "$2"
	stanza "linux-modules-$1-amd64" "$2"
	stanza "linux-base-$1-amd64" "$2"
	stanza "linux-headers-$1-amd64" "$2" "linux-headers-$1-common (= $2), linux-kbuild-$1"
	stanza "linux-headers-$1-common" "$2" '' all
	stanza "linux-kbuild-$1" "$2"
	stanza "linux-source-${1%.*}" "$2" '' all
}

said=$({ split 7.2.9+deb13 7.2.9-1; split 7.3.4+deb13 7.3.4-1; } | choose 7)
is "7: the newest of all series, of three packages instead of an image" \
	"$(sed -n 's/^image //p; s/^source/&/p' <<<"$said")" \
	"linux-binary-7.3.4+deb13-amd64 7.3.4-1
linux-modules-7.3.4+deb13-amd64 7.3.4-1
linux-base-7.3.4+deb13-amd64 7.3.4-1
source linux-source-7.3 7.3.4-1"
said=$({ split 7.2.9+deb13 7.2.9-1; split 7.3.4+deb13 7.3.4-1 -unsigned; } | choose 7)
like "7: unsigned, if there is no other" "$said" $'\nimage linux-binary-unsigned-7\.3\.4\+deb13-amd64 7\.3\.4-1\n'
said=$({ split 7.2.9+deb13 7.2.9-1; split 7.3.4+deb13 7.3.4-1 | sed 's/linux-binary-7/linux-other-7/'; } | choose 7)
like "7: a package named as an image is none" "$said" \
	$'^release 7\.2\.9\+deb13-amd64\n.*note 7\.3\.4\+deb13-amd64 .*there is no image: linux-binary-7\.3\.4\+deb13-amd64 with linux-modules'

said=$(choose 6.1 <"$saved")
is "the day's lists: headers, kbuild, source and unsigned image of one version" \
	"$(grep -v size <<<"$said")" "release 6.1.0-57-amd64
version 6.1.192-3
image linux-image-6.1.0-57-amd64-unsigned 6.1.192-3
headers linux-headers-6.1.0-57-amd64 6.1.192-3
common linux-headers-6.1.0-57-common 6.1.192-3
kbuild linux-kbuild-6.1 6.1.192-3
source linux-source-6.1 6.1.192-3
status 0"
is "the size to download is that of its parts" "$(sed -n 's/^size //p' <<<"$said")" \
	$((70584724 + 1841556 + 10533452 + 1567812 + 139330232))
said=$(choose 6.12 <"$saved")
is "6.12 is whole, and signed" "$(sed -n 's/^image //p' <<<"$said")" \
	"linux-image-6.12.117+deb12-amd64 6.12.117-1~deb12u1"
unlike "and nothing had to be passed over" "$said" note

# The image that the metapackage named, with the kbuild of the next version.
said=$(without 'linux-image-6.1.0-57-amd64-unsigned' | choose 6.1)
is "without an image of the newest, the one before, with the newer kbuild" \
	"$(grep -E '^(image|kbuild|source|status)' <<<"$said")" \
	"image linux-image-6.1.0-56-amd64 6.1.192-2
kbuild linux-kbuild-6.1 6.1.192-3
source linux-source-6.1 6.1.192-2
status 0"
like "which is said" "$said" \
	'note 6\.1\.0-57-amd64 \(6\.1\.192-3\): there is no image: linux-image-6\.1\.0-57-amd64 or linux-image-6\.1\.0-57-amd64-unsigned'

without 'linux-image-6.1.0-57-amd64-unsigned' >"${lists=$(mktemp)}"
trap 'rm -f "$lists"' EXIT
said=$(without 'linux-source-6.1' 6.1.192-2 "$lists" | choose 6.1)
is "source of another revision of the same upstream version will do, the newest" \
	"$(sed -n 's/^source //p' <<<"$said")" "linux-source-6.1 6.1.192-3"

said=$(awk 'BEGIN { RS = ""; ORS = "\n\n" } !/linux-source-6.1\nVersion: 6.1.192/' "$saved" | choose 6.1)
is "without any source of that upstream version, the one before" \
	"$(sed -n 's/^version //p' <<<"$said")" 6.1.190-1
is "and each that was passed over is named" "$(grep -c '^note .*there is no linux-source-6\.1 of 6\.1\.192, the archive has 6\.1\.190-1' <<<"$said")" 3

said=$(without linux-kbuild-6.1 6.1.192-3 | choose 6.1)
is "kbuild is as new as the headers ask" "$(grep -E '^(version|kbuild)' <<<"$said")" \
	"version 6.1.176-1
kbuild linux-kbuild-6.1 6.1.176-1"
like "and what they ask is said" "$said" \
	'6\.1\.0-56-amd64 \(6\.1\.192-2\): linux-headers-6\.1\.0-56-amd64 needs linux-kbuild-6\.1 \(>= 6\.1\.192-2\), the archive has 6\.1\.176-1'

said=$(without 'linux-headers-6.1.0-57-common' | choose 6.1)
is "without common headers, the one before" "$(sed -n 's/^version //p' <<<"$said")" 6.1.192-2
like "and that they are missing is said" "$said" 'needs linux-headers-6\.1\.0-57-common \(= 6\.1\.192-3\), the archive has none'
said=$(without 'linux-headers-6.1.0-57-amd64' | choose 6.1)
is "without headers, the one before" "$(sed -n 's/^version //p' <<<"$said")" 6.1.192-2
like "and that they are missing is said, too" "$said" 'linux-headers-6\.1\.0-57-amd64 is missing'
said=$(without '[a-z-]*-6.1[a-z0-9.-]*57-[a-z0-9-]*' | choose 6.1)
is "a signed image goes before an unsigned one" "$(sed -n 's/^image //p' <<<"$said")" \
	"linux-image-6.1.0-56-amd64 6.1.192-2"
is "metapackages are not asked" "$(without 'linux-(image|headers)-(6.12-)?(rt-|cloud-)?amd64' | choose 6.12)" \
	"$(choose 6.12 <"$saved")"

# Made-up lists.
for versions in "6.1.0-9:6.1.99-1 6.1.0-10:6.1.176-1" "6.1.0-9:6.1.176-1~deb12u1 6.1.0-10:6.1.176-1"; do
	said=$({
		for one in $versions; do kernel 6.1 "${one%:*}" "${one#*:}"; done
		stanza linux-kbuild-6.1 6.1.176-1
	} | choose 6.1)
	is "versions are Debian's: $versions" "$(sed -n 's/^release //p' <<<"$said")" 6.1.0-10-amd64
done

said=$({
	kernel 6.12 6.12.200+deb12 6.12.200-1
	stanza linux-kbuild-6.12 6.12.200-1
} | choose 6.1)
is "6.12 is none of 6.1" "$said" "the package lists name no kernel of the series 6.1
status 1"

said=$({
	kernel 6.1 6.1.0-9-rt 6.1.99-1
	kernel 6.1 6.1.0-9-cloud 6.1.99-1
	stanza linux-image-6.1.0-9-amd64-dbg 6.1.99-1
	stanza linux-kbuild-6.1 6.1.99-1
} | choose 6.1)
like "other flavours and debugging symbols are no kernels for us" "$said" 'no kernel of the series 6\.1.*status 1'

said=$({
	kernel 6.1 6.1.0-9 6.1.99-1 "linux-kbuild-6.1 (>= 6.1.99-1) | linux-kbuild-new (>= 6.1.99)"
	stanza linux-kbuild-6.1 6.1.98-1
	stanza linux-kbuild-new 6.1.101-1
} | choose 6.1)
is "an alternative satisfies a dependency" "$(sed -n 's/^kbuild //p' <<<"$said")" "linux-kbuild-new 6.1.101-1"

said=$({
	kernel 6.1 6.1.0-9 6.1.99-1 "linux-kbuild-6.1 (= 6.1.99-1)"
	stanza linux-kbuild-6.1 6.1.99-2
} | choose 6.1)
like "a newer kbuild is not what = asks for" "$said" \
	'needs linux-kbuild-6\.1 \(= 6\.1\.99-1\), the archive has 6\.1\.99-2.*status 1'

said=$({
	kernel 6.1 6.1.0-9 6.1.99-1 "linux-tools-6.1"
	stanza linux-kbuild-6.1 6.1.99-1
} | choose 6.1)
like "a kbuild of another name is missed by name" "$said" 'linux-headers-6\.1\.0-9-amd64 depends on no kbuild package.*status 1'

said=$({
	kernel 6.1 6.1.0-9 6.1.99-1
	stanza linux-kbuild-6.1 6.1.99-1
} | sed 's/^Architecture: amd64/Architecture: arm64/' | choose 6.1)
like "packages of other machines do not count" "$said" 'status 1'

is "empty lists" "$(choose 6.1 </dev/null)" "the package lists name no kernel of the series 6.1
status 1"
like "a page of a proxy instead of lists" "$(choose 6.1 <<<'<html><body>Please log in</body></html>')" \
	'no kernel of the series 6\.1.*status 1'
like "lists that end in the middle" "$(head -c 4000 "$saved" | choose 6.1)" 'status [01]$'
is "a series has to be given" "$("$VM/choose-kernel.pl" </dev/null 2>&1 || echo "status $?")" \
	"usage: choose-kernel.pl SERIES <PACKAGES
status 2"
done_testing
