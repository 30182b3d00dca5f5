# nap: waits for a tenth of a second without starting a program, which takes
# nearly as long on an emulated CPU, and a hundredth on some hosts.  Source it.
# shellcheck shell=bash

nap()
{
	# A pipe in which nothing ever comes.
	[[ -n ${NAP_FD:-} ]] || exec {NAP_FD}<> <(:)
	read -r -t 0.1 -u "$NAP_FD" || true
}
