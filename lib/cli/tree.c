// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * rdma-uapi tree: who depends on what.  An HCA has ports, with their netdevs; on these
 * are processes, with their containers and their QPs.  As text, or as a picture (SVG).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <rdma_uapi/rdma_uapi.h>
#include "cli.h"
#include "fdinfo.h"
#include "json.h"
#include "netns.h"
#include "qps.h"

/**
 * struct node - something in the tree
 * @parent: what it depends on, an index; -1: nothing
 * @kind: "hca", "port", "process", "qp", "id"
 * @text: what is said of it
 * @depth: how many it depends on
 */
struct node {
	int parent;
	const char *kind;
	char *text;
	unsigned int depth;
};

/**
 * struct tree - nodes, each behind what it depends on and before the next such
 * @nodes: them
 * @count: entries of @nodes
 * @all: processes
 * @nets: network namespaces, which see one port or another
 */
struct tree {
	struct node *nodes;
	unsigned int count;
	struct fdinfo_all all;
	struct netns_all nets;
};

static int add(struct tree *t, int parent, const char *kind, char *text)
{
	t->nodes = xgrow(t->nodes, t->count, sizeof(*t->nodes));
	t->nodes[t->count] = (struct node) {
		.parent = parent,
		.kind = kind,
		.text = printable(text),
		.depth = parent < 0 ? 0 : t->nodes[parent].depth + 1,
	};
	return (int)t->count++;
}

/* ---- what there is ------------------------------------------------------------ */

/**
 * struct branch - an HCA
 * @info: what the module says of it
 * @name: its name
 * @qps: of processes on it
 * @num_qps: entries of @qps
 */
struct branch {
	const struct ruapi_device_info *info;
	char name[65];
	struct qp_info *qps;
	unsigned int num_qps;
};

static const struct fdinfo_context *context_on(const struct fdinfo_ns *ns,
					       const struct branch *b)
{
	unsigned int i;

	for (i = 0; i < ns->num_contexts; i++)
		if (!ns->contexts[i].dead && ns->contexts[i].index == b->info->index)
			return &ns->contexts[i];
	return NULL;
}

static unsigned int qps_on(const struct branch *b, pid_t pid, uint32_t port)
{
	unsigned int count = 0, i;

	for (i = 0; i < b->num_qps; i++)
		count += b->qps[i].pid == pid && b->qps[i].port == port;
	return count;
}

static void add_qps(struct tree *t, int parent, const struct branch *b,
		    pid_t pid, uint32_t port)
{
	const struct qp_info *qp;

	for (qp = b->qps; qp < b->qps + b->num_qps; qp++) {
		if (qp->pid != pid || qp->port != port)
			continue;
		if (qp->has_peer)
			add(t, parent, "qp",
			    xprintf("QP %" PRIu32 "  %s %s  to QP %" PRIu32,
				    qp->number, qp_type_name(qp->type),
				    qp_state_name(qp->state), qp->peer));
		else
			add(t, parent, "qp",
			    xprintf("QP %" PRIu32 "  %s %s", qp->number,
				    qp_type_name(qp->type),
				    qp_state_name(qp->state)));
	}
}

static void add_ids(struct tree *t, int parent, const struct fdinfo_ns *ns,
		    const char *device)
{
	const struct fdinfo_cm_id *id;

	for (id = ns->cm_ids; id < ns->cm_ids + ns->num_cm_ids; id++)
		if (!strcmp(id->device, device))
			add(t, parent, "id",
			    xprintf("id %" PRIu32 "  %s  %s to %s", id->handle,
				    id->state, id->src, id->dst));
}

static char *process_text(const struct fdinfo_fd *fd, const struct fdinfo_ns *ns)
{
	char container[64];

	fdinfo_container(fd->cgroup, container, sizeof(container));
	if (*container)
		return xprintf("%s(%d)  container %s, network namespace %" PRIu64,
			       fd->comm, (int)fd->pid, container, ns->netns);
	return xprintf("%s(%d)  network namespace %" PRIu64, fd->comm,
		       (int)fd->pid, ns->netns);
}

static const struct fdinfo_ns *ns_of(const struct fdinfo_all *all, uint64_t id)
{
	unsigned int i;

	for (i = 0; i < all->num_ns; i++)
		if (all->ns[i].id == id)
			return &all->ns[i];
	return NULL;
}

/* Whether it is the first fd of a process in its namespace. */
static int is_first(const struct fdinfo_all *all, unsigned int i)
{
	return !i || all->fds[i - 1].pid != all->fds[i].pid ||
	       all->fds[i - 1].ns_id != all->fds[i].ns_id;
}

/* Whether nothing of a process is on the HCA but what is on its ports. */
static int is_on_ports(const struct branch *b, const struct fdinfo_ns *ns,
		       pid_t pid)
{
	unsigned int i;

	if (qps_on(b, pid, 0))
		return 0;
	for (i = 0; i < ns->num_cm_ids; i++)
		if (!strcmp(ns->cm_ids[i].device, b->name))
			return 0;
	for (i = 0; i < b->num_qps; i++)
		if (b->qps[i].pid == pid)
			return 1;
	return 0;
}

/* Processes with QPs on a port; with port 0 others that have the HCA open. */
static void add_processes(struct tree *t, int parent, const struct branch *b,
			  uint32_t port)
{
	const struct fdinfo_fd *fd;
	const struct fdinfo_ns *ns;
	unsigned int i;
	int node;

	for (i = 0; i < t->all.num_fds; i++) {
		fd = &t->all.fds[i];
		ns = is_first(&t->all, i) ? ns_of(&t->all, fd->ns_id) : NULL;
		if (!ns || !context_on(ns, b) ||
		    (port ? !qps_on(b, fd->pid, port) :
			    is_on_ports(b, ns, fd->pid)))
			continue;
		node = add(t, parent, "process", process_text(fd, ns));
		add_qps(t, node, b, fd->pid, port);
		if (!port)
			add_ids(t, node, ns, b->name);
	}
}

static void add_port(struct tree *t, int hca, const struct branch *b,
		     uint32_t port)
{
	static const char *const states[] = {
		"NOP", "DOWN", "INIT", "ARMED", "ACTIVE", "ACTIVE_DEFER",
	};
	struct ruapi_port_attr attr = { .state = 0 };
	struct ruapi_device_query_port_args args = {
		.set = RUAPI_SET(RUAPI_DEVICE_QUERY_PORT_INDEX),
		.index = b->info->index,
		.port = port,
		.attr = &attr,
	};
	const struct netns *ns = t->nets.list;
	char netdev[32] = "", where[64] = "";
	int node, ret;

	/* Who sees it knows it. */
	while ((ret = ruapi_device_query_port(ns->fd, &args)) == -EACCES &&
	       ns + 1 < t->nets.list + t->nets.count)
		ns++;
	if (ret) {
		add(t, hca, "port", xprintf("port %" PRIu32 "  %s", port,
					    strerror(-ret)));
		return;
	}
	if (attr.netdev)
		netns_netdev(ns, attr.netdev, netdev, sizeof(netdev));
	if (ns != t->nets.list)
		snprintf(where, sizeof(where), "  in network namespace %" PRIu64,
			 ns->id);
	node = add(t, hca, "port",
		   xprintf("port %" PRIu32 "  %s%s%s%s", port,
			   attr.state < sizeof(states) / sizeof(states[0]) ?
				   states[attr.state] : "?",
			   *netdev ? "  " : "", netdev, where));
	add_processes(t, node, b, port);
}

static void add_hca(struct tree *t, const struct ruapi_device_info *info)
{
	struct branch b = { .info = info };
	const char *driver = ruapi_driver_name(info->driver_id);
	uint32_t port;
	int hca;

	memcpy(b.name, info->name, sizeof(info->name));
	/* What cannot be told is not there: older kernels, and who may not ask. */
	qps_of(info->index, &b.qps, &b.num_qps);
	hca = add(t, -1, "hca", xprintf("%s  %s", b.name, driver ? driver : "?"));
	for (port = 1; port <= info->num_ports; port++)
		add_port(t, hca, &b, port);
	add_processes(t, hca, &b, 0);
	free(b.qps);
}

/* Who listens on all HCAs, or is not yet on one. */
static void add_unbound(struct tree *t)
{
	const struct fdinfo_ns *ns;
	unsigned int i, j;
	int root = -1, node;

	for (i = 0; i < t->all.num_fds; i++) {
		ns = is_first(&t->all, i) ? ns_of(&t->all, t->all.fds[i].ns_id) :
					    NULL;
		for (j = 0; ns && j < ns->num_cm_ids; j++)
			if (!strcmp(ns->cm_ids[j].device, "-"))
				break;
		if (!ns || j == ns->num_cm_ids)
			continue;
		if (root < 0)
			root = add(t, -1, "hca", xprintf("any HCA"));
		node = add(t, root, "process", process_text(&t->all.fds[i], ns));
		add_ids(t, node, ns, "-");
	}
}

/* Those of a network namespace that were not seen in another one before. */
static int add_devices(struct ruapi_device_info **devices, uint32_t *count,
		       const struct netns *ns)
{
	struct ruapi_device_info *here;
	uint32_t num, i, j;
	int ret;

	ret = ruapi_device_list_all(ns->fd, &here, &num);
	if (ret)
		return ret;
	for (i = 0; i < num; i++) {
		for (j = 0; j < *count; j++)
			if ((*devices)[j].index == here[i].index)
				break;
		if (j < *count)
			continue;
		*devices = xgrow(*devices, *count, sizeof(**devices));
		(*devices)[(*count)++] = here[i];
	}
	free(here);
	return 0;
}

static int make_tree(struct tree *t)
{
	struct ruapi_device_info *devices = NULL;
	uint32_t count = 0, i;
	int ret = 0;

	for (i = 0; i < t->nets.count && !ret; i++)
		ret = add_devices(&devices, &count, &t->nets.list[i]);
	if (ret) {
		complain_call(RUAPI_OBJ_DEVICE, RUAPI_LIST, ret);
		free(devices);
		return ret;
	}
	ret = fdinfo_scan(&t->all, "/proc");
	if (ret)
		complain("/proc: %s", strerror(-ret));
	for (i = 0; !ret && i < count; i++)
		add_hca(t, &devices[i]);
	if (!ret)
		add_unbound(t);
	free(devices);
	return ret;
}

/* ---- as text ---------------------------------------------------------------------- */

/* Whether another one with the same parent as @i's ancestor at @depth follows. */
static int goes_on(const struct tree *t, unsigned int i, unsigned int depth)
{
	for (i++; i < t->count && t->nodes[i].depth >= depth; i++)
		if (t->nodes[i].depth == depth)
			return 1;
	return 0;
}

static void print_text(const struct tree *t)
{
	unsigned int i, depth;

	for (i = 0; i < t->count; i++) {
		for (depth = 1; depth < t->nodes[i].depth; depth++)
			fputs(goes_on(t, i, depth) ? "|  " : "   ", stdout);
		if (t->nodes[i].depth)
			fputs(goes_on(t, i, t->nodes[i].depth) ? "|- " : "`- ",
			      stdout);
		puts(t->nodes[i].text);
	}
}

/* ---- as JSON: nodes, each with the number of its parent ------------------------------- */

static void print_json(const struct tree *t)
{
	struct json json = { .depth = 0 };
	unsigned int i;

	json_open(&json, NULL, '[');
	for (i = 0; i < t->count; i++) {
		json_open(&json, NULL, '{');
		json_number(&json, "id", i);
		if (t->nodes[i].parent < 0)
			json_string(&json, "parent", NULL);
		else
			json_number(&json, "parent", t->nodes[i].parent);
		json_string(&json, "kind", t->nodes[i].kind);
		json_string(&json, "text", t->nodes[i].text);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_end(&json);
}

/* ---- as a picture ------------------------------------------------------------------------ */

enum { STEP = 28, ROW = 30, BOX = 22, MARGIN = 10, LETTER = 8 };

static const char *colour(const char *kind)
{
	static const char *const colours[][2] = {
		{ "hca", "#cfe2f3" }, { "port", "#d9ead3" },
		{ "process", "#fff2cc" }, { "qp", "#f4cccc" },
		{ "id", "#d9d2e9" },
	};
	unsigned int i;

	for (i = 0; i < sizeof(colours) / sizeof(colours[0]); i++)
		if (!strcmp(colours[i][0], kind))
			return colours[i][1];
	return "#ffffff";
}

static void print_escaped(const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<':
			fputs("&lt;", stdout);
			break;
		case '>':
			fputs("&gt;", stdout);
			break;
		case '&':
			fputs("&amp;", stdout);
			break;
		default:
			putchar((unsigned char)*text < 0x7f ? *text : '?');
		}
}

static void print_box(const struct tree *t, unsigned int i)
{
	const struct node *node = &t->nodes[i];
	const unsigned int x = MARGIN + node->depth * STEP;
	const unsigned int y = MARGIN + i * ROW;

	if (node->parent >= 0) {
		const unsigned int from = x - STEP + 10;

		printf("<path d=\"M%u %u V%u H%u\" fill=\"none\" stroke=\"#888\"/>\n",
		       from, MARGIN + (unsigned int)node->parent * ROW + BOX,
		       y + BOX / 2, x);
	}
	printf("<rect x=\"%u\" y=\"%u\" width=\"%zu\" height=\"%u\" rx=\"4\" fill=\"%s\" stroke=\"#888\"/>\n",
	       x, y, strlen(node->text) * LETTER + 16, BOX, colour(node->kind));
	printf("<text x=\"%u\" y=\"%u\" xml:space=\"preserve\">", x + 8, y + 15);
	print_escaped(node->text);
	puts("</text>");
}

static void print_svg(const struct tree *t)
{
	size_t width = 100, right;
	unsigned int i;

	for (i = 0; i < t->count; i++) {
		right = 2 * MARGIN + t->nodes[i].depth * STEP + 16 +
			strlen(t->nodes[i].text) * LETTER;
		width = right > width ? right : width;
	}
	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%zu\" height=\"%u\" font-family=\"monospace\" font-size=\"13\">\n",
	       width, 2 * MARGIN + t->count * ROW);
	for (i = 0; i < t->count; i++)
		print_box(t, i);
	puts("</svg>");
}

enum { TREE_SVG, TREE_JSON };

static int run_tree(struct args *args)
{
	struct tree t = { .count = 0 };
	int form = -1, fd, ret;
	unsigned int i;

	while ((ret = args_next_option(args)) >= 0)
		form = ret;
	if (ret == ARG_STOP)
		return args->status;
	fd = open_device();
	if (fd < 0)
		return EXIT_FAILED;
	netns_open_all(&t.nets, fd);
	ret = make_tree(&t);
	netns_close_all(&t.nets);
	close(fd);
	if (!ret && form == TREE_SVG)
		print_svg(&t);
	else if (!ret && form == TREE_JSON)
		print_json(&t);
	else if (!ret)
		print_text(&t);
	if (t.all.hidden)
		complain("processes that could not be looked at: %u",
			 t.all.hidden);
	for (i = 0; i < t.count; i++)
		free(t.nodes[i].text);
	free(t.nodes);
	fdinfo_free(&t.all);
	return finish_output() || ret ? EXIT_FAILED : EXIT_OK;
}

const struct command tree_command = {
	.name = "tree",
	.help = "who depends on what: HCA, port, process, QP, peer",
	.options = (const struct option[]) {
		[TREE_SVG] = { "--svg", NULL, "as a picture" },
		[TREE_JSON] = { "--json", NULL, "as JSON, for programs" },
		{ .name = NULL },
	},
	.run = run_tree,
};
