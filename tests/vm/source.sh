# For what is built from Debian's source packages.  Source it after lib.sh, with what
# it is called in $title and a file that takes what commands say in $log.
# shellcheck shell=bash

: "${title:?what is built}" "${log:?where commands say what they do}"

# run NAME COMMAND...: quiet unless it fails.
run()
{
	local name=$1 start=$SECONDS

	shift
	"$@" >>"$log" 2>&1 </dev/null || {
		grep -nE 'error:|Error [0-9]|\*\*\*' "$log" | tail -n 20 >&2 || tail -n 20 "$log" >&2
		die "$name failed" "whole log: $log"
	}
	((SECONDS - start < 5)) || say "$title: $name took $(elapsed "$start")"
}

# private_apt DIRECTORY SUITE [deb]: from here on apt-get knows the sources, or packages, of
# that suite only.
private_apt()
{
	local dir=$1 suite=$2 kind=${3:-deb-src} key=/usr/share/keyrings/debian-archive-keyring.gpg
	local mirror=${RDMA_UAPI_MIRROR:-http://deb.debian.org}

	mkdir -p "$dir"/lists/partial "$dir"/cache/archives/partial
	echo "$kind [signed-by=$key] $mirror/debian $suite main" >"$dir/sources-$suite.list"
	cat >"$dir/apt-$suite.conf" <<-END
		Dir::Etc::SourceList "$dir/sources-$suite.list";
		Dir::Etc::SourceParts "/dev/null";
		Dir::Etc::Preferences "/dev/null";
		Dir::Etc::PreferencesParts "/dev/null";
		Dir::State::Lists "$dir/lists";
		Dir::Cache "$dir/cache";
		APT::Sandbox::User "";
		Acquire::Retries "3";
		Acquire::Languages "none";
	END
	export APT_CONFIG=$dir/apt-$suite.conf
}
