#!/bin/bash
# docs/coverage.md names every command that this kernel's headers have, and the
# actions that the running module has, no more and no fewer.
. "${SRC:?is set in a guest: see tests/vm/run.sh}/tests/vm/tap.sh"

page=$SRC/docs/coverage.md
headers=$(echo "$RDMA_UAPI_CACHE/kernels/$KVER"/headers/usr/src/*-common/include/uapi/rdma)

# names EXPRESSION: what matches it in the page's code, sorted.
names()
{
	grep -oE '`[A-Z0-9_.]+`' "$page" | tr -d '`' | grep -xE "$1" | sort -u
}

# Commands in the headers; the extended ones are numbered apart.
commands()
{
	{
		sed -n '/^enum ib_uverbs_write_cmds/,/^}/p' "$headers/ib_user_verbs.h" |
			grep -oE 'IB_USER_VERBS_CMD_[A-Z_]+'
		grep -oE 'IB_USER_VERBS_EX_CMD_[A-Z_]+' "$headers/ib_user_verbs.h"
		grep -oE 'UVERBS_METHOD_[A-Z0-9_]+' "$headers/ib_user_ioctl_cmds.h"
		grep -oE 'RDMA_USER_CM_CMD_[A-Z_]+' "$headers/rdma_user_cm.h"
		grep -oE 'RDMA_OPTION_(ID|IB)_[A-Z_]+' "$headers/rdma_user_cm.h"
	} | sort -u
}

# What kernels after 6.12 have added, by the headers that rdma-core carries.
newer=(
	RDMA_USER_CM_CMD_RESOLVE_IB_SERVICE RDMA_USER_CM_CMD_WRITE_CM_EVENT
	UVERBS_METHOD_COMP_CNTR_CREATE UVERBS_METHOD_COMP_CNTR_DESTROY
	UVERBS_METHOD_COMP_CNTR_MODIFY UVERBS_METHOD_COMP_CNTR_READ
	UVERBS_METHOD_DMABUF_ALLOC UVERBS_METHOD_DMAH_ALLOC UVERBS_METHOD_DMAH_FREE
	UVERBS_METHOD_QP_ATTACH_COMP_CNTR UVERBS_METHOD_QUERY_COMP_CNTR_CAPS
	UVERBS_METHOD_QUERY_PORT_SPEED UVERBS_METHOD_REG_MR
)

actions()
{
	"$RDMA_UAPI_BUILD/bin/rdma-uapi" describe | grep -oE '^[A-Z_]+\.[A-Z_]+' | sort -u
}

ok "the module loads" modprobe rdma_uapi
ok "the headers of $KVER are there" test -r "$headers/ib_user_verbs.h"
is "every command of $KVER is on the page" \
	"$(comm -23 <(commands) <(names '(IB_USER_VERBS|UVERBS_METHOD|RDMA_USER_CM_CMD|RDMA_OPTION)_.*'))" ""
is "and every command of newer kernels" \
	"$(comm -23 <(printf '%s\n' "${newer[@]}" | sort) <(names '(UVERBS_METHOD|RDMA_USER_CM_CMD)_.*'))" ""
is "every action on the page is in the module" "$(comm -13 <(actions) <(names '[A-Z_]+\.[A-Z_]+'))" ""
is "every action of the module is on the page" "$(comm -23 <(actions) <(names '[A-Z_]+\.[A-Z_]+'))" ""
# More than nothing was compared.
like "the module has actions" "$(actions | wc -l)" '^([5-9][0-9]|[1-9][0-9]{2})$'
like "the headers have commands" "$(commands | wc -l)" '^1[0-9][0-9]$'
done_testing
