/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The ABI header: its comments, enumerators, members and macros. */
#ifndef RUAPI_DOC_H
#define RUAPI_DOC_H

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

void docs_read(struct docs *docs, const char *path);
void docs_free(struct docs *docs);
const struct doc *docs_find(const struct docs *docs, const char *kind,
			    const char *name);
const char *docs_brief(const struct docs *docs, const char *kind,
		       const char *name);
const char *docs_param(const struct docs *docs, const char *kind,
		       const char *name, const char *param);

#endif /* RUAPI_DOC_H */
