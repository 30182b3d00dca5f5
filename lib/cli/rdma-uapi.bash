# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
# Completion for bash.  The tool says what could come: it knows its own tables.

_rdma_uapi()
{
	local cur=${COMP_WORDS[COMP_CWORD]}

	[[ $cur != = ]] || cur=
	mapfile -t COMPREPLY < <("$1" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
	case ${COMPREPLY[0]:-} in
	:files)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		;;
	:folders)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		;;
	:programs)
		mapfile -t COMPREPLY < <(compgen -c -- "$cur")
		;;
	esac
}

complete -F _rdma_uapi rdma-uapi
