// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Knobs, in /sys/kernel/debug/rdmasim/DEVICE:
 *	ops/OPERATION	what a driver operation is to do instead: words like
 *			nth=3 always=1 errno=12 delay=100, or reset
 *	event		events on demand: NAME NUMBER
 *	wqs		what came to each work queue
 *	port/N/...	link, loss, delay_us, pkeys
 */
#include <linux/debugfs.h>
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "rdmasim.h"

static struct dentry *root;

/* Of a line that is written to a knob. */
#define MAX_LINE	256

/* Ten minutes. */
#define MAX_DELAY	(600 * MSEC_PER_SEC)

static const char *const op_names[SIM_OPS] = {
	[SIM_OP_QUERY_DEVICE] = "query_device",
	[SIM_OP_QUERY_PORT] = "query_port",
	[SIM_OP_MODIFY_PORT] = "modify_port",
	[SIM_OP_ALLOC_UCONTEXT] = "alloc_ucontext",
	[SIM_OP_ALLOC_PD] = "alloc_pd",
	[SIM_OP_DEALLOC_PD] = "dealloc_pd",
	[SIM_OP_CREATE_AH] = "create_ah",
	[SIM_OP_GET_DMA_MR] = "get_dma_mr",
	[SIM_OP_REG_USER_MR] = "reg_user_mr",
	[SIM_OP_REREG_USER_MR] = "rereg_user_mr",
	[SIM_OP_ALLOC_MR] = "alloc_mr",
	[SIM_OP_MAP_MR_SG] = "map_mr_sg",
	[SIM_OP_DEREG_MR] = "dereg_mr",
	[SIM_OP_ALLOC_MW] = "alloc_mw",
	[SIM_OP_DEALLOC_MW] = "dealloc_mw",
	[SIM_OP_ALLOC_DM] = "alloc_dm",
	[SIM_OP_DEALLOC_DM] = "dealloc_dm",
	[SIM_OP_REG_DM_MR] = "reg_dm_mr",
	[SIM_OP_CREATE_COUNTERS] = "create_counters",
	[SIM_OP_DESTROY_COUNTERS] = "destroy_counters",
	[SIM_OP_READ_COUNTERS] = "read_counters",
	[SIM_OP_CREATE_CQ] = "create_cq",
	[SIM_OP_RESIZE_CQ] = "resize_cq",
	[SIM_OP_MODIFY_CQ] = "modify_cq",
	[SIM_OP_DESTROY_CQ] = "destroy_cq",
	[SIM_OP_CREATE_SRQ] = "create_srq",
	[SIM_OP_MODIFY_SRQ] = "modify_srq",
	[SIM_OP_QUERY_SRQ] = "query_srq",
	[SIM_OP_DESTROY_SRQ] = "destroy_srq",
	[SIM_OP_CREATE_WQ] = "create_wq",
	[SIM_OP_MODIFY_WQ] = "modify_wq",
	[SIM_OP_DESTROY_WQ] = "destroy_wq",
	[SIM_OP_CREATE_RWQ_IND_TABLE] = "create_rwq_ind_table",
	[SIM_OP_DESTROY_RWQ_IND_TABLE] = "destroy_rwq_ind_table",
	[SIM_OP_CREATE_QP] = "create_qp",
	[SIM_OP_MODIFY_QP] = "modify_qp",
	[SIM_OP_QUERY_QP] = "query_qp",
	[SIM_OP_DESTROY_QP] = "destroy_qp",
	[SIM_OP_ALLOC_XRCD] = "alloc_xrcd",
	[SIM_OP_DEALLOC_XRCD] = "dealloc_xrcd",
	[SIM_OP_CREATE_FLOW] = "create_flow",
	[SIM_OP_DESTROY_FLOW] = "destroy_flow",
	[SIM_OP_ATTACH_MCAST] = "attach_mcast",
	[SIM_OP_DETACH_MCAST] = "detach_mcast",
	[SIM_OP_POST_SEND] = "post_send",
	[SIM_OP_POST_RECV] = "post_recv",
	[SIM_OP_POST_SRQ_RECV] = "post_srq_recv",
	[SIM_OP_POLL_CQ] = "poll_cq",
	[SIM_OP_REQ_NOTIFY_CQ] = "req_notify_cq",
};

static bool may_sleep(enum sim_op op)
{
	return op < SIM_OP_POST_SEND;
}

/* 0, or what the operation is to fail with. */
int sim_fault(struct sim_device *dev, enum sim_op op)
{
	struct sim_fault *fault = &dev->fault.faults[op];
	unsigned long flags;
	u32 delay;
	int ret = 0;

	spin_lock_irqsave(&dev->fault.lock, flags);
	fault->calls++;
	delay = fault->delay;
	if (fault->always || (fault->nth && !--fault->nth))
		ret = -(int)fault->error;
	spin_unlock_irqrestore(&dev->fault.lock, flags);
	if (delay && may_sleep(op))
		schedule_timeout_killable(msecs_to_jiffies(delay));
	return ret;
}

/* A line from userspace, to be freed. */
static char *line_get(const char __user *buf, size_t count)
{
	return count > MAX_LINE ? ERR_PTR(-E2BIG) : memdup_user_nul(buf, count);
}

/* ---- operations -------------------------------------------------------------------------- */

static int op_show(struct seq_file *seq, void *unused)
{
	struct sim_fault *fault = seq->private, now;

	spin_lock_irq(&fault->dev->fault.lock);
	now = *fault;
	spin_unlock_irq(&fault->dev->fault.lock);
	seq_printf(seq, "calls=%llu nth=%u always=%u errno=%u delay=%u\n",
		   now.calls, now.nth, now.always, now.error, now.delay);
	return 0;
}

static int op_open(struct inode *inode, struct file *file)
{
	return single_open(file, op_show, inode->i_private);
}

static void fault_reset(struct sim_fault *fault)
{
	fault->nth = 0;
	fault->always = 0;
	fault->error = ENOMEM;
	fault->delay = 0;
}

static int fault_set(struct sim_fault *fault, bool sleeps, char *word)
{
	char *value = word;
	u32 number;

	if (!strcmp(word, "reset")) {
		fault_reset(fault);
		return 0;
	}
	word = strsep(&value, "=");
	if (!value || kstrtou32(value, 10, &number))
		return -EINVAL;
	if (!strcmp(word, "nth")) {
		fault->nth = number;
	} else if (!strcmp(word, "always")) {
		if (number > 1)
			return -EINVAL;
		fault->always = number;
	} else if (!strcmp(word, "errno")) {
		if (!number || number > MAX_ERRNO)
			return -EINVAL;
		fault->error = number;
	} else if (!strcmp(word, "delay") && sleeps) {
		if (number > MAX_DELAY)
			return -EINVAL;
		fault->delay = number;
	} else {
		return -EINVAL;
	}
	return 0;
}

/* All words of a line, or none. */
static ssize_t op_write(struct file *file, const char __user *buf, size_t count,
			loff_t *pos)
{
	struct sim_fault *fault = ((struct seq_file *)file->private_data)->private;
	struct sim_fault_state *state = &fault->dev->fault;
	bool sleeps = may_sleep(fault - state->faults);
	struct sim_fault now = { .error = ENOMEM, };
	char *line, *rest, *word;
	int ret = 0;

	line = line_get(buf, count);
	if (IS_ERR(line))
		return PTR_ERR(line);
	spin_lock_irq(&state->lock);
	now = *fault;
	rest = line;
	while (!ret && (word = strsep(&rest, " \t\n")))
		if (*word)
			ret = fault_set(&now, sleeps, word);
	if (!ret)
		*fault = now;
	spin_unlock_irq(&state->lock);
	kfree(line);
	return ret ?: count;
}

static const struct file_operations op_fops = {
	.owner = THIS_MODULE,
	.open = op_open,
	.read = seq_read,
	.write = op_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/* ---- events ------------------------------------------------------------------------------- */

enum event_of {
	OF_PORT,
	OF_QP,
	OF_CQ,
	OF_SRQ,
	OF_WQ,
};

static const struct {
	const char *name;
	enum ib_event_type type;
	enum event_of of;
} events[] = {
	{ "device_fatal", IB_EVENT_DEVICE_FATAL, OF_PORT, },
	{ "port_active", IB_EVENT_PORT_ACTIVE, OF_PORT, },
	{ "port_err", IB_EVENT_PORT_ERR, OF_PORT, },
	{ "lid_change", IB_EVENT_LID_CHANGE, OF_PORT, },
	{ "pkey_change", IB_EVENT_PKEY_CHANGE, OF_PORT, },
	{ "sm_change", IB_EVENT_SM_CHANGE, OF_PORT, },
	{ "client_reregister", IB_EVENT_CLIENT_REREGISTER, OF_PORT, },
	{ "gid_change", IB_EVENT_GID_CHANGE, OF_PORT, },
	{ "qp_fatal", IB_EVENT_QP_FATAL, OF_QP, },
	{ "qp_req_err", IB_EVENT_QP_REQ_ERR, OF_QP, },
	{ "qp_access_err", IB_EVENT_QP_ACCESS_ERR, OF_QP, },
	{ "comm_est", IB_EVENT_COMM_EST, OF_QP, },
	{ "sq_drained", IB_EVENT_SQ_DRAINED, OF_QP, },
	{ "path_mig", IB_EVENT_PATH_MIG, OF_QP, },
	{ "path_mig_err", IB_EVENT_PATH_MIG_ERR, OF_QP, },
	{ "qp_last_wqe_reached", IB_EVENT_QP_LAST_WQE_REACHED, OF_QP, },
	{ "cq_err", IB_EVENT_CQ_ERR, OF_CQ, },
	{ "srq_err", IB_EVENT_SRQ_ERR, OF_SRQ, },
	{ "srq_limit_reached", IB_EVENT_SRQ_LIMIT_REACHED, OF_SRQ, },
	{ "wq_fatal", IB_EVENT_WQ_FATAL, OF_WQ, },
};

static int port_event(struct sim_device *dev, enum ib_event_type type, u32 num)
{
	if (!rdma_is_port_valid(&dev->ib, num))
		return -ENOENT;
	rtnl_lock();
	sim_port_event(sim_port(dev, num), type);
	rtnl_unlock();
	return 0;
}

static int qp_event(struct sim_device *dev, enum ib_event_type type, u32 num)
{
	struct sim_qp *qp;

	xa_lock(&dev->qps);
	qp = xa_load(&dev->qps, num);
	if (qp && !refcount_inc_not_zero(&qp->refs))
		qp = NULL;
	xa_unlock(&dev->qps);
	if (!qp)
		return -ENOENT;
	sim_qp_event(qp, type);
	sim_qp_put(qp);
	return 0;
}

/* By the number that `rdma resource` shows. */
static int cq_event(struct sim_device *dev, enum ib_event_type type, u32 num)
{
	struct ib_event event = { .device = &dev->ib, .event = type, };
	unsigned long index;
	struct sim_cq *cq;
	int ret = -ENOENT;

	xa_lock(&dev->cqs);
	xa_for_each(&dev->cqs, index, cq) {
		if (cq->ib.res.id != num || !cq->ib.event_handler)
			continue;
		event.element.cq = &cq->ib;
		cq->ib.event_handler(&event, cq->ib.cq_context);
		ret = 0;
	}
	xa_unlock(&dev->cqs);
	return ret;
}

static int srq_event(struct sim_device *dev, enum ib_event_type type, u32 num)
{
	struct ib_event event = { .device = &dev->ib, .event = type, };
	unsigned long index;
	struct sim_srq *srq;
	int ret = -ENOENT;

	xa_lock(&dev->srqs);
	xa_for_each(&dev->srqs, index, srq) {
		if (srq->ib.res.id != num || !srq->ib.event_handler)
			continue;
		event.element.srq = &srq->ib;
		srq->ib.event_handler(&event, srq->ib.srq_context);
		ret = 0;
	}
	xa_unlock(&dev->srqs);
	return ret;
}

static int event_send(struct sim_device *dev, const char *name, u32 num)
{
	static int (*const send[])(struct sim_device *dev, enum ib_event_type type, u32 num) = {
		[OF_PORT] = port_event,
		[OF_QP] = qp_event,
		[OF_CQ] = cq_event,
		[OF_SRQ] = srq_event,
		[OF_WQ] = sim_wq_event,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(events); i++)
		if (!strcmp(events[i].name, name))
			return send[events[i].of](dev, events[i].type, num);
	return -EINVAL;
}

static ssize_t event_write(struct file *file, const char __user *buf, size_t count,
			   loff_t *pos)
{
	struct sim_device *dev = file->private_data;
	char *line, *number;
	u32 num;
	int ret = -EINVAL;

	line = line_get(buf, count);
	if (IS_ERR(line))
		return PTR_ERR(line);
	number = strim(line);
	strsep(&number, " ");
	if (number && !kstrtou32(number, 10, &num))
		ret = event_send(dev, strim(line), num);
	kfree(line);
	return ret ?: count;
}

static const struct file_operations event_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = event_write,
	.llseek = noop_llseek,
};

/* ---- work queues ------------------------------------------------------------------------ */

static int wqs_show(struct seq_file *seq, void *unused)
{
	sim_wqs_show(seq, seq->private);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(wqs);

/* ---- ports ------------------------------------------------------------------------------ */

static int link_get(void *data, u64 *value)
{
	*value = READ_ONCE(((struct sim_port *)data)->link);
	return 0;
}

static int link_set(void *data, u64 value)
{
	struct sim_port *port = data;

	if (value > 1)
		return -EINVAL;
	rtnl_lock();
	WRITE_ONCE(port->link, value);
	sim_port_changed(port);
	rtnl_unlock();
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(link_fops, link_get, link_set, "%llu\n");

static int loss_get(void *data, u64 *value)
{
	*value = READ_ONCE(((struct sim_port *)data)->loss);
	return 0;
}

static int loss_set(void *data, u64 value)
{
	if (value > 100)
		return -EINVAL;
	WRITE_ONCE(((struct sim_port *)data)->loss, value);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(loss_fops, loss_get, loss_set, "%llu\n");

static int delay_get(void *data, u64 *value)
{
	*value = READ_ONCE(((struct sim_port *)data)->delay);
	return 0;
}

static int delay_set(void *data, u64 value)
{
	if (value > USEC_PER_SEC)
		return -EINVAL;
	WRITE_ONCE(((struct sim_port *)data)->delay, value);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(delay_fops, delay_get, delay_set, "%llu\n");

static int pkeys_show(struct seq_file *seq, void *unused)
{
	struct sim_port *port = seq->private;
	int i;

	for (i = 0; i < SIM_PKEYS; i++)
		seq_printf(seq, "%04x%c", sim_pkey(port, i), i < SIM_PKEYS - 1 ? ' ' : '\n');
	return 0;
}

static int pkeys_open(struct inode *inode, struct file *file)
{
	return single_open(file, pkeys_show, inode->i_private);
}

/* The table from its beginning; the rest of it is empty then. */
static ssize_t pkeys_write(struct file *file, const char __user *buf, size_t count,
			   loff_t *pos)
{
	struct sim_port *port = ((struct seq_file *)file->private_data)->private;
	u16 pkeys[SIM_PKEYS] = {};
	char *line, *rest, *word;
	unsigned int n = 0;
	int ret = 0;

	line = line_get(buf, count);
	if (IS_ERR(line))
		return PTR_ERR(line);
	rest = line;
	while (!ret && (word = strsep(&rest, " \t\n"))) {
		if (!*word)
			continue;
		ret = n == SIM_PKEYS ? -E2BIG : kstrtou16(word, 16, &pkeys[n]);
		n++;
	}
	kfree(line);
	if (ret)
		return ret;
	spin_lock_bh(&port->lock);
	memcpy(port->pkeys, pkeys, sizeof(pkeys));
	spin_unlock_bh(&port->lock);
	rtnl_lock();
	sim_port_event(port, IB_EVENT_PKEY_CHANGE);
	rtnl_unlock();
	return count;
}

static const struct file_operations pkeys_fops = {
	.owner = THIS_MODULE,
	.open = pkeys_open,
	.read = seq_read,
	.write = pkeys_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/* ---- the tree --------------------------------------------------------------------------- */

static void port_add(struct sim_port *port, struct dentry *dir)
{
	char name[4];

	snprintf(name, sizeof(name), "%u", port->num);
	dir = debugfs_create_dir(name, dir);
	debugfs_create_file("link", 0600, dir, port, &link_fops);
	debugfs_create_file("loss", 0600, dir, port, &loss_fops);
	debugfs_create_file("delay_us", 0600, dir, port, &delay_fops);
	if (port->dev->fabric->kind == SIM_IB)
		debugfs_create_file("pkeys", 0600, dir, port, &pkeys_fops);
}

/* Before operations are called. */
void sim_faults_init_device(struct sim_device *dev)
{
	unsigned int i;

	spin_lock_init(&dev->fault.lock);
	for (i = 0; i < SIM_OPS; i++) {
		dev->fault.faults[i].dev = dev;
		fault_reset(&dev->fault.faults[i]);
	}
}

void sim_faults_add(struct sim_device *dev)
{
	struct dentry *dir;
	u32 i;

	dev->fault.dir = debugfs_create_dir(dev_name(&dev->ib.dev), root);
	debugfs_create_file("event", 0200, dev->fault.dir, dev, &event_fops);
	debugfs_create_file("wqs", 0400, dev->fault.dir, dev, &wqs_fops);
	dir = debugfs_create_dir("ops", dev->fault.dir);
	for (i = 0; i < SIM_OPS; i++)
		debugfs_create_file(op_names[i], 0600, dir, &dev->fault.faults[i], &op_fops);
	dir = debugfs_create_dir("port", dev->fault.dir);
	for (i = 1; i <= dev->nports; i++)
		port_add(sim_port(dev, i), dir);
}

/* Nobody turns a knob any more when this returns. */
void sim_faults_del(struct sim_device *dev)
{
	debugfs_remove_recursive(dev->fault.dir);
}

void sim_faults_init(void)
{
	root = debugfs_create_dir("rdmasim", NULL);
}

void sim_faults_exit(void)
{
	debugfs_remove_recursive(root);
}
