#!/bin/bash
# house.pl sees every kind of way out of a room: made-up trees.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$VM/tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
src=$work/src objects=$work/objects

# put FILE LINE...: FILE below kernel/ has these lines.
put()
{
	mkdir -p "$src/kernel/${1%/*}"
	[[ $1 == *.c ]] || set -- "$1" '#pragma once' "${@:2}"
	printf '%s\n' "${@:2}" >"$src/kernel/$1"
}

# A house in order.
make_house()
{
	put rdma_uapi/ruapi.h '#include "core/object.h"'
	put rdma_uapi/core/object.h '#include "../../drivers/driver.h"' 'struct object { int type; };' \
		'extern struct object *const types[];' 'int object_get(struct object *obj);'
	put rdma_uapi/core/object.c '/* qp_create() and struct qp are only spoken of. */' '#include "ruapi.h"' \
		'int object_get(struct object *obj) { return driver_ops() + types[0]->type + obj->type; }'
	put drivers/driver.h 'int driver_ops(void);'
	put drivers/driver.c '#include "ruapi.h"' '#include "driver.h"' 'int driver_ops(void) { return 0; }'
	put drivers/rdmasim/rdmasim.h 'int sim_port(void);'
	put drivers/rdmasim/port.c '#include "rdmasim.h"' 'int sim_port(void) { return 1; }'
	put rdma_uapi/verbs/for_cm.h '#include "ruapi.h"' 'struct qp { struct object obj; };' \
		'int qp_modify(struct qp *qp);'
	put rdma_uapi/verbs/verbs.h '#include "verbs/for_cm.h"' 'extern struct object type_qp;' \
		'int qp_create(struct qp *qp);'
	put rdma_uapi/verbs/qp.c '#include "verbs/verbs.h"' 'struct object type_qp;' 'int qp_secret(struct qp *qp);' \
		'int qp_secret(struct qp *qp) { return object_get(&qp->obj); }' \
		'int qp_create(struct qp *qp) { return qp_secret(qp); }' \
		'int qp_modify(struct qp *qp) { return object_get(&qp->obj); }'
	put rdma_uapi/cm/cm.h '#include "verbs/for_cm.h"' 'extern struct object type_id;' \
		'struct id { struct qp *qp; };' 'int id_connect(struct id *id);'
	put rdma_uapi/cm/cm.c '#include "cm/cm.h"' 'struct object type_id;' \
		'int id_connect(struct id *id) { return qp_modify(id->qp); }'
	put rdma_uapi/types.c '#include "cm/cm.h"' '#include "verbs/verbs.h"' \
		'struct object *const types[] = { &type_qp, &type_id };'
}

# compile FILE
compile()
{
	mkdir -p "$objects/kernel/${1%/*}"
	gcc -w -I"$src/kernel/rdma_uapi" -c "$src/kernel/$1" -o "$objects/kernel/${1%.c}.o"
}

# add FILE LINE...: FILE has these lines, too.
add()
{
	printf '%s\n' "${@:2}" >>"$src/kernel/$1"
	[[ $1 != *.c ]] || compile "$1"
}

# fails NAME REGULAR-EXPRESSION: one test fails, and says so; then the house is in
# order again.
fails()
{
	local said status=0

	said=$("$VM/house.pl" "$src" "$objects" 2>&1) || status=$?
	like "$1" "$(grep -A9 '^not ok' <<<"$said")" "$2"
	is "$1: status" "$status" 1
	rm -rf "$src" "$objects"
	cp -r "$work/good" "$src"
	cp -r "$work/built" "$objects"
}

make_house
for file in core/object verbs/qp cm/cm types; do compile "rdma_uapi/$file.c"; done
compile drivers/driver.c
compile drivers/rdmasim/port.c
cp -r "$src" "$work/good"
cp -r "$objects" "$work/built"
said=$("$VM/house.pl" "$src" "$objects" 2>&1) || true
is "a house in order passes" "$(grep -v '^ok ' <<<"$said")" ""
like "and its rooms are all looked at" "$said" \
	'core includes.*core names.*core calls.*drivers includes.*verbs includes.*cm includes.*cm calls.*types calls'

add rdma_uapi/core/object.c '#include "verbs/verbs.h"'
fails "core/ includes verbs/" 'core includes nothing.*core/object\.c includes kernel/rdma_uapi/verbs/verbs\.h'
add rdma_uapi/core/object.c '#include "../cm/cm.h"'
fails "core/ includes cm/ by another path" 'core/object\.c includes kernel/rdma_uapi/cm/cm\.h'
add rdma_uapi/ruapi.h '# include <verbs/for_cm.h>'
fails "the index includes what is no part of core/" 'ruapi\.h includes kernel/rdma_uapi/verbs/for_cm\.h'
add rdma_uapi/core/object.h 'struct qp;' 'void object_qp(struct qp *qp);'
fails "core/ names a type of verbs/" 'core names nothing.*core/object\.h names qp of kernel/rdma_uapi/verbs/for_cm\.h'
add rdma_uapi/core/object.c 'int qp_secret(void *); int f(void); int f(void) { return qp_secret(0); }'
fails "core/ calls verbs/, which no header knows" 'core calls nothing.*core/object\.c needs qp_secret of kernel/rdma_uapi/verbs/qp\.c'
add rdma_uapi/core/object.c 'extern struct object type_id; void *f(void); void *f(void) { return &type_id; }'
fails "core/ knows a type of cm/ by a declaration of its own" 'core names nothing.*core/object\.c names type_id of kernel/rdma_uapi/cm/cm\.h'
add drivers/driver.c '#include "verbs/verbs.h"' 'int f(void); int f(void) { return qp_create(0); }'
fails "drivers reach into verbs/" 'drivers calls nothing.*driver\.c needs qp_create of kernel/rdma_uapi/verbs/qp\.c'
add drivers/rdmasim/port.c '#include "../driver.h"' 'int f(void); int f(void) { return driver_ops(); }'
fails "rdmasim, another module, reaches into drivers/" \
	'rdmasim includes nothing.*port\.c includes kernel/drivers/driver\.h.*rdmasim calls nothing.*port\.c needs driver_ops'
add drivers/driver.c '#include "rdmasim/rdmasim.h"' 'int f(void); int f(void) { return sim_port(); }'
fails "drivers reach into rdmasim" 'drivers calls nothing.*driver\.c needs sim_port of kernel/drivers/rdmasim/port\.c'
add rdma_uapi/verbs/qp.c '#include "cm/cm.h"' 'int f(void); int f(void) { return id_connect(0); }'
fails "verbs/ reaches into cm/" 'verbs includes nothing.*qp\.c includes kernel/rdma_uapi/cm/cm\.h.*verbs calls nothing.*qp\.c needs id_connect'
add rdma_uapi/cm/cm.c '#include "verbs/verbs.h"'
fails "cm/ includes more of verbs/ than is for it" 'cm includes nothing.*cm\.c includes kernel/rdma_uapi/verbs/verbs\.h'
add rdma_uapi/cm/cm.c 'int qp_secret(struct qp *); int f(void); int f(void) { return qp_secret(0); }'
fails "cm/ calls more of verbs/ than is for it" 'cm calls nothing.*cm\.c needs qp_secret of kernel/rdma_uapi/verbs/qp\.c'
add rdma_uapi/verbs/for_cm.h 'struct id;' 'int qp_bind(struct id *id);'
fails "what is for cm/ knows it" 'for_cm names nothing.*for_cm\.h names id of kernel/rdma_uapi/cm/cm\.h'
put rdma_uapi/flow/flow.c 'int flow;'
fails "a wing that nobody has said anything about" 'every file is in a room.*kernel/rdma_uapi/flow/flow\.c'
rm "$objects/kernel/rdma_uapi/cm/cm.o"
fails "objects that are not there" 'every file has been built.*kernel/rdma_uapi/cm/cm\.o has not been built'
rm -r "$src/kernel/rdma_uapi/cm" "$src/kernel/rdma_uapi/types.c"
fails "a wing that is not there" 'there is a room cm.*no file is kernel/rdma_uapi/cm'
done_testing
