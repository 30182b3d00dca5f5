/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* What actions and attributes are called in C and by people. */
#ifndef RUAPI_NAMES_H
#define RUAPI_NAMES_H

#include <stddef.h>
#include "../spec.h"

/**
 * struct action - an action and what it is called in C
 * @object: enum ruapi_object
 * @number: action number
 * @object_spec: its object
 * @spec: its specification
 * @object_c: e.g. "RUAPI_OBJ_QP"
 * @action_c: e.g. "RUAPI_QP_CREATE"
 * @prefix: of its attributes' enumerators, e.g. "RUAPI_QP_CREATE_"
 * @attr_enum: of its attributes, e.g. "ruapi_qp_create_attr"
 * @func: its wrapper, e.g. "ruapi_qp_create"
 * @title: for people: "QP.CREATE"
 */
struct action {
	unsigned int object;
	unsigned int number;
	const struct ruapi_object_spec *object_spec;
	const struct ruapi_action_spec *spec;
	char object_c[64];
	char action_c[64];
	char prefix[64];
	char attr_enum[64];
	char func[64];
	char title[64];
};

/**
 * enum member_kind - how the arguments of a wrapper carry an attribute
 * @M_IN: a number
 * @M_OUT: a number, written
 * @M_OBJ: a handle
 * @M_NEW: a handle, written
 * @M_FD: an int
 * @M_FD_NEW: an int, written
 * @M_STRUCT_IN: pointer to a struct
 * @M_STRUCT_OUT: pointer to a struct, written
 * @M_ARRAY_IN: pointer to elements and their number
 * @M_ARRAY_OUT: pointer to elements, room for how many, how many
 * @M_BYTES_IN: pointer and bytes
 * @M_BYTES_OUT: pointer, bytes of room, bytes
 */
enum member_kind {
	M_IN,
	M_OUT,
	M_OBJ,
	M_NEW,
	M_FD,
	M_FD_NEW,
	M_STRUCT_IN,
	M_STRUCT_OUT,
	M_ARRAY_IN,
	M_ARRAY_OUT,
	M_BYTES_IN,
	M_BYTES_OUT,
};

/**
 * struct member - an attribute and what it is called in C
 * @id: attribute id
 * @spec: its specification
 * @kind: how a wrapper carries it
 * @required: the wrapper always sends it
 * @newer: programs may have been compiled without it: only with its bit in set
 *	is there anything of it
 * @name: of the member, e.g. "send_cq"
 * @enumerator: e.g. "RUAPI_QP_CREATE_SEND_CQ"
 * @object_c: type of object it names, e.g. "RUAPI_OBJ_CQ"
 * @ctype: of a number, or of what a pointer points to
 */
struct member {
	unsigned int id;
	const struct ruapi_attr_spec *spec;
	enum member_kind kind;
	int required;
	int newer;
	char name[64];
	char enumerator[96];
	char object_c[64];
	char ctype[64];
};

int action_get(struct action *action, unsigned int object, unsigned int number);
int action_next(struct action *action);
int member_next(const struct action *action, struct member *member);
int member_is_out(const struct member *member);
int member_on_demand(const struct member *member, const struct action *action);
int action_destroys(const struct action *action);
const char *class_name(const struct action *action);
const char *type_name(const struct ruapi_attr_spec *spec);
const char *access_name(const struct ruapi_attr_spec *spec);
const char *object_title(unsigned int object);
char *upper(char *to, size_t size, const char *from);
void attr_bounds(char *buf, size_t size, const struct ruapi_attr_spec *spec);

struct action *action_first(struct action *action);
struct member *member_first(struct member *member);

/* Steps through all actions with a struct action. */
#define for_each_action(a) \
	for (struct action *step_ = action_first(&(a)); action_next(step_); )

/* Steps through the attributes of an action with a struct member. */
#define for_each_member(a, m) \
	for (struct member *step_ = member_first(&(m)); member_next(a, step_); )

#endif /* RUAPI_NAMES_H */
