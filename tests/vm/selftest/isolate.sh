# For tests of those who use apt: source it first.  Goes on in a mount namespace
# as root, where apt.conf.d of this machine does not count, and sets ISOLATED; or
# as it was, if this machine has no namespaces to offer.
# shellcheck shell=bash

if [[ -z ${ISOLATED+is} ]]; then
	export ISOLATED=
	for how in "--mount --propagation private" "--user --map-root-user --mount"; do
		# shellcheck disable=SC2086 # options
		if unshare $how true 2>/dev/null; then ISOLATED=1 exec unshare $how bash "$0"; fi
	done
fi
unset http_proxy https_proxy APT_CONFIG
work=$(mktemp -d)
mkdir "$work/empty"
[[ -z $ISOLATED ]] || mount --bind "$work/empty" /etc/apt/apt.conf.d
