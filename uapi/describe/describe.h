/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The generators that turn the specification tables into other texts. */
#ifndef RUAPI_DESCRIBE_H
#define RUAPI_DESCRIBE_H

#include <stdio.h>
#include <stdnoreturn.h>
#include "../spec.h"

#define PRINTF_LIKE(f, args) __attribute((format(printf, f, args)))

/* The first line of a generated C file, after the comment sign. */
#define SPDX_LINE "SPDX-License%cIdentifier: GPL-2.0 OR Linux-OpenIB"

/**
 * struct doc_item - one line of the ABI header that has something to say: a
 *	parameter of a comment, an enumerator or a member
 * @name: of the parameter, enumerator or member
 * @text: what the comment says
 * @array: a member that is a flexible array, which has no size
 */
struct doc_item {
	char *name;
	char *text;
	int array;
};

/**
 * struct doc - a kernel-doc comment of the ABI header and what it is about
 * @kind: "enum", "struct" or "" for a macro
 * @name: of the enum, struct or macro
 * @brief: what its first line says
 * @params: its parameters
 * @num_params: entries in @params
 * @items: enumerators or members that really follow the comment
 * @num_items: entries in @items
 */
struct doc {
	char *kind;
	char *name;
	char *brief;
	struct doc_item *params;
	unsigned int num_params;
	struct doc_item *items;
	unsigned int num_items;
};

/**
 * struct docs - all of the ABI header
 * @list: its comments, in order
 * @count: entries in @list
 * @intro: the comment at its top
 * @macros: numeric macros it defines
 * @num_macros: entries in @macros
 */
struct docs {
	struct doc *list;
	unsigned int count;
	char *intro;
	char **macros;
	unsigned int num_macros;
};

/* doc.c: reading the header */
void docs_read(struct docs *docs, const char *path);
void docs_free(struct docs *docs);
const struct doc *docs_find(const struct docs *docs, const char *kind,
			    const char *name);
const char *docs_brief(const struct docs *docs, const char *kind,
		       const char *name);
const char *docs_param(const struct docs *docs, const char *kind,
		       const char *name, const char *param);

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
	char name[64];
	char enumerator[96];
	char object_c[64];
	char ctype[64];
};

/* names.c: what things are called in C and by people */
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

/* text.c: output */
void print_wrapped(FILE *out, const char *first, const char *rest,
		   const char *text);
noreturn void fail(const char *fmt, ...) PRINTF_LIKE(1, 2);
FILE *open_output(const char *dir, const char *name);
void close_output(FILE *out);
void *grow(void *array, unsigned int count, size_t size);

/* The generators. */
void wrap_header(FILE *out, const struct docs *docs);
void wrap_source(FILE *out);
void probe_source(FILE *out, const struct docs *docs);
void abi_source(FILE *out, const struct docs *docs);
void manual(const char *dir, const struct docs *docs);
void man_pages(const char *dir, const struct docs *docs);
void man_list(FILE *out);
void strace_tables(const char *dir, const struct docs *docs);

#endif /* RUAPI_DESCRIBE_H */
