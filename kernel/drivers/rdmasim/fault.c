// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Knobs, in /sys/kernel/debug/rdmasim/DEVICE:
 *	ops/OPERATION	what a driver operation is to do instead: words like
 *			nth=3 always=1 errno=12 delay=100 hang=1, or reset
 *	event		events on demand: NAME NUMBER
 *	wqs		what came to each work queue
 *	dmabuf_pinned	regions of dma-bufs pin them, or follow them
 *	flows		what each flow was made of
 *	flow_actions	what each action was told, without keys
 *	port/N/...	link.c
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "rdmasim.h"

static struct dentry *root;

/* Of a line that is written to a knob. */
#define MAX_LINE	256

/* Ten minutes. */
#define MAX_DELAY	(600 * MSEC_PER_SEC)

/* What calls of an operation can be made to do. */
enum {
	FAILS = 1 << 0,
	SLEEPS = 1 << 1,
};

/* Each operation of the driver is here; scenario rdmasim looks. */
static const struct {
	const char *name;
	unsigned int can;
} ops[SIM_OPS] = {
	[SIM_OP_QUERY_DEVICE] = { "query_device", SLEEPS | FAILS, },
	[SIM_OP_MODIFY_DEVICE] = { "modify_device", SLEEPS | FAILS, },
	[SIM_OP_GET_DEV_FW_STR] = { "get_dev_fw_str", SLEEPS, },
	[SIM_OP_DEALLOC_DRIVER] = { "dealloc_driver", SLEEPS, },
	[SIM_OP_QUERY_PORT] = { "query_port", SLEEPS | FAILS, },
	[SIM_OP_QUERY_PORT_SPEED] = { "query_port_speed", SLEEPS | FAILS, },
	[SIM_OP_REPORT_PORT_EVENT] = { "report_port_event", SLEEPS, },
	[SIM_OP_MODIFY_PORT] = { "modify_port", SLEEPS | FAILS, },
	[SIM_OP_GET_PORT_IMMUTABLE] = { "get_port_immutable", SLEEPS | FAILS, },
	[SIM_OP_GET_LINK_LAYER] = { "get_link_layer", 0, },
	[SIM_OP_QUERY_GID] = { "query_gid", SLEEPS | FAILS, },
	[SIM_OP_ADD_GID] = { "add_gid", SLEEPS | FAILS, },
	[SIM_OP_DEL_GID] = { "del_gid", SLEEPS, },
	[SIM_OP_QUERY_PKEY] = { "query_pkey", SLEEPS | FAILS, },
	[SIM_OP_PROCESS_MAD] = { "process_mad", SLEEPS | FAILS, },
	[SIM_OP_ALLOC_HW_PORT_STATS] = { "alloc_hw_port_stats", SLEEPS | FAILS, },
	[SIM_OP_GET_HW_STATS] = { "get_hw_stats", SLEEPS | FAILS, },
	[SIM_OP_FILL_RES_QP_ENTRY] = { "fill_res_qp_entry", SLEEPS | FAILS, },
	[SIM_OP_FILL_RES_CQ_ENTRY] = { "fill_res_cq_entry", SLEEPS | FAILS, },
	[SIM_OP_FILL_RES_MR_ENTRY] = { "fill_res_mr_entry", SLEEPS | FAILS, },
	[SIM_OP_ALLOC_UCONTEXT] = { "alloc_ucontext", SLEEPS | FAILS, },
	[SIM_OP_DEALLOC_UCONTEXT] = { "dealloc_ucontext", SLEEPS, },
	[SIM_OP_QUERY_UCONTEXT] = { "query_ucontext", SLEEPS | FAILS, },
	[SIM_OP_DISASSOCIATE_UCONTEXT] = { "disassociate_ucontext", SLEEPS, },
	[SIM_OP_MMAP] = { "mmap", SLEEPS | FAILS, },
	[SIM_OP_MMAP_FREE] = { "mmap_free", SLEEPS, },
	[SIM_OP_ALLOC_PD] = { "alloc_pd", SLEEPS | FAILS, },
	[SIM_OP_DEALLOC_PD] = { "dealloc_pd", SLEEPS | FAILS, },
	[SIM_OP_CREATE_AH] = { "create_ah", SLEEPS | FAILS, },
	[SIM_OP_CREATE_USER_AH] = { "create_user_ah", SLEEPS | FAILS, },
	[SIM_OP_MODIFY_AH] = { "modify_ah", SLEEPS | FAILS, },
	[SIM_OP_QUERY_AH] = { "query_ah", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_AH] = { "destroy_ah", SLEEPS | FAILS, },
	[SIM_OP_GET_DMA_MR] = { "get_dma_mr", SLEEPS | FAILS, },
	[SIM_OP_REG_USER_MR] = { "reg_user_mr", SLEEPS | FAILS, },
	[SIM_OP_REG_USER_MR_DMABUF] = { "reg_user_mr_dmabuf", SLEEPS | FAILS, },
	[SIM_OP_REREG_USER_MR] = { "rereg_user_mr", SLEEPS | FAILS, },
	[SIM_OP_ALLOC_MR] = { "alloc_mr", SLEEPS | FAILS, },
	[SIM_OP_MAP_MR_SG] = { "map_mr_sg", SLEEPS | FAILS, },
	[SIM_OP_DEREG_MR] = { "dereg_mr", SLEEPS | FAILS, },
	[SIM_OP_ALLOC_MW] = { "alloc_mw", SLEEPS | FAILS, },
	[SIM_OP_DEALLOC_MW] = { "dealloc_mw", SLEEPS | FAILS, },
	[SIM_OP_ALLOC_DM] = { "alloc_dm", SLEEPS | FAILS, },
	[SIM_OP_DEALLOC_DM] = { "dealloc_dm", SLEEPS | FAILS, },
	[SIM_OP_REG_DM_MR] = { "reg_dm_mr", SLEEPS | FAILS, },
	[SIM_OP_ALLOC_DMAH] = { "alloc_dmah", SLEEPS | FAILS, },
	[SIM_OP_DEALLOC_DMAH] = { "dealloc_dmah", SLEEPS | FAILS, },
	[SIM_OP_QUERY_COMP_CNTR_CAPS] = { "query_comp_cntr_caps", SLEEPS | FAILS, },
	[SIM_OP_CREATE_COMP_CNTR] = { "create_comp_cntr", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_COMP_CNTR] = { "destroy_comp_cntr", SLEEPS | FAILS, },
	[SIM_OP_MODIFY_COMP_CNTR] = { "modify_comp_cntr", SLEEPS | FAILS, },
	[SIM_OP_READ_COMP_CNTR] = { "read_comp_cntr", SLEEPS | FAILS, },
	[SIM_OP_QP_ATTACH_COMP_CNTR] = { "qp_attach_comp_cntr", SLEEPS | FAILS, },
	[SIM_OP_CREATE_COUNTERS] = { "create_counters", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_COUNTERS] = { "destroy_counters", SLEEPS | FAILS, },
	[SIM_OP_READ_COUNTERS] = { "read_counters", SLEEPS | FAILS, },
	[SIM_OP_CREATE_CQ] = { "create_cq", SLEEPS | FAILS, },
	[SIM_OP_RESIZE_CQ] = { "resize_cq", SLEEPS | FAILS, },
	[SIM_OP_MODIFY_CQ] = { "modify_cq", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_CQ] = { "destroy_cq", SLEEPS | FAILS, },
	[SIM_OP_CREATE_SRQ] = { "create_srq", SLEEPS | FAILS, },
	[SIM_OP_MODIFY_SRQ] = { "modify_srq", SLEEPS | FAILS, },
	[SIM_OP_QUERY_SRQ] = { "query_srq", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_SRQ] = { "destroy_srq", SLEEPS | FAILS, },
	[SIM_OP_CREATE_WQ] = { "create_wq", SLEEPS | FAILS, },
	[SIM_OP_MODIFY_WQ] = { "modify_wq", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_WQ] = { "destroy_wq", SLEEPS | FAILS, },
	[SIM_OP_CREATE_RWQ_IND_TABLE] = { "create_rwq_ind_table", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_RWQ_IND_TABLE] = { "destroy_rwq_ind_table", SLEEPS | FAILS, },
	[SIM_OP_CREATE_QP] = { "create_qp", SLEEPS | FAILS, },
	[SIM_OP_MODIFY_QP] = { "modify_qp", SLEEPS | FAILS, },
	[SIM_OP_QUERY_QP] = { "query_qp", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_QP] = { "destroy_qp", SLEEPS | FAILS, },
	[SIM_OP_ALLOC_XRCD] = { "alloc_xrcd", SLEEPS | FAILS, },
	[SIM_OP_DEALLOC_XRCD] = { "dealloc_xrcd", SLEEPS | FAILS, },
	[SIM_OP_CREATE_FLOW] = { "create_flow", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_FLOW] = { "destroy_flow", SLEEPS | FAILS, },
	[SIM_OP_CREATE_FLOW_ACTION] = { "create_flow_action", SLEEPS | FAILS, },
	[SIM_OP_MODIFY_FLOW_ACTION] = { "modify_flow_action", SLEEPS | FAILS, },
	[SIM_OP_DESTROY_FLOW_ACTION] = { "destroy_flow_action", SLEEPS | FAILS, },
	[SIM_OP_ATTACH_MCAST] = { "attach_mcast", SLEEPS | FAILS, },
	[SIM_OP_DETACH_MCAST] = { "detach_mcast", SLEEPS | FAILS, },
	[SIM_OP_POST_SEND] = { "post_send", FAILS, },
	[SIM_OP_POST_RECV] = { "post_recv", FAILS, },
	[SIM_OP_POST_SRQ_RECV] = { "post_srq_recv", FAILS, },
	[SIM_OP_POLL_CQ] = { "poll_cq", FAILS, },
	[SIM_OP_REQ_NOTIFY_CQ] = { "req_notify_cq", FAILS, },
};

/* ---- calls of operations ---------------------------------------------------------------- */

static bool held(struct sim_fault *fault)
{
	u32 hang = READ_ONCE(fault->hang);

	return hang > 1 || (hang && !READ_ONCE(fault->dev->fault.leaving));
}

/* What is left of a call when its time has come, or its process is being killed. */
static int op_wait(struct sim_fault *fault, u32 delay)
{
	struct sim_fault_state *state = &fault->dev->fault;
	int ret;

	if (delay)
		wait_event_killable_timeout(state->wait, READ_ONCE(state->leaving),
					    msecs_to_jiffies(delay));
	if (!held(fault))
		return 0;
	atomic_inc(&fault->hanging);
	ret = wait_event_killable(state->wait, !held(fault));
	atomic_dec(&fault->hanging);
	if (ret)
		return -EINTR;
	/* Nothing answers any more. */
	return READ_ONCE(fault->hang) ? -EIO : 0;
}

static int op_begin(struct sim_fault *fault, u32 *delay)
{
	struct sim_fault_state *state = &fault->dev->fault;
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&state->lock, flags);
	fault->calls++;
	*delay = fault->delay;
	if (fault->always || (fault->nth && !--fault->nth))
		ret = -(int)fault->error;
	spin_unlock_irqrestore(&state->lock, flags);
	return ret;
}

/* 0, or what the operation is to fail with. */
int sim_fault(struct sim_device *dev, enum sim_op op)
{
	struct sim_fault *fault = &dev->fault.faults[op];
	u32 delay;
	int ret = op_begin(fault, &delay);

	if (ops[op].can & SLEEPS && (delay || READ_ONCE(fault->hang)))
		ret = op_wait(fault, delay) ?: ret;
	return ret;
}

/* Where this call of an operation cannot sleep. */
int sim_fault_atomic(struct sim_device *dev, enum sim_op op)
{
	u32 delay;

	return op_begin(&dev->fault.faults[op], &delay);
}

/* The device is being removed: what hangs ends. */
void sim_faults_leave(struct sim_device *dev)
{
	WRITE_ONCE(dev->fault.leaving, true);
	wake_up_all(&dev->fault.wait);
}

/* A line from userspace, to be freed. */
char *sim_line_get(const char __user *buf, size_t count)
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
	seq_printf(seq, "calls=%llu nth=%u always=%u errno=%u delay=%u hang=%u hanging=%d\n",
		   now.calls, now.nth, now.always, now.error, now.delay, now.hang,
		   atomic_read(&fault->hanging));
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
	fault->hang = 0;
}

static const struct {
	const char *name;
	size_t at;
	u32 min;
	u32 max;
	unsigned int can;
} words[] = {
	{ "nth", offsetof(struct sim_fault, nth), 0, U32_MAX, FAILS, },
	{ "always", offsetof(struct sim_fault, always), 0, 1, FAILS, },
	{ "errno", offsetof(struct sim_fault, error), 1, MAX_ERRNO, FAILS, },
	{ "delay", offsetof(struct sim_fault, delay), 0, MAX_DELAY, SLEEPS, },
	{ "hang", offsetof(struct sim_fault, hang), 0, 2, SLEEPS, },
};

static int fault_set(struct sim_fault *fault, unsigned int can, char *word)
{
	char *value = word;
	unsigned int i;
	u32 number;

	if (!strcmp(word, "reset")) {
		fault_reset(fault);
		return 0;
	}
	word = strsep(&value, "=");
	if (!value || kstrtou32(value, 10, &number))
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(words[i].name, word))
			continue;
		if (!(words[i].can & can) || number < words[i].min || number > words[i].max)
			return -EINVAL;
		*(u32 *)((void *)fault + words[i].at) = number;
		return 0;
	}
	return -EINVAL;
}

/* All but what calls change by themselves. */
static void fault_copy(struct sim_fault *to, const struct sim_fault *from)
{
	to->nth = from->nth;
	to->always = from->always;
	to->error = from->error;
	to->delay = from->delay;
	WRITE_ONCE(to->hang, from->hang);
}

/* All words of a line, or none. */
static ssize_t op_write(struct file *file, const char __user *buf, size_t count,
			loff_t *pos)
{
	struct sim_fault *fault = ((struct seq_file *)file->private_data)->private;
	struct sim_fault_state *state = &fault->dev->fault;
	struct sim_fault now = {};
	char *line, *rest, *word;
	int ret = 0;

	line = sim_line_get(buf, count);
	if (IS_ERR(line))
		return PTR_ERR(line);
	spin_lock_irq(&state->lock);
	fault_copy(&now, fault);
	rest = line;
	while (!ret && (word = strsep(&rest, " \t\n")))
		if (*word)
			ret = fault_set(&now, ops[fault - state->faults].can, word);
	if (!ret)
		fault_copy(fault, &now);
	spin_unlock_irq(&state->lock);
	wake_up_all(&state->wait);
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
	OF_DEVICE,
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
#ifdef RUAPI_HAVE_SPEED_CHANGE
	{ "device_speed_change", IB_EVENT_DEVICE_SPEED_CHANGE, OF_DEVICE, },
#endif
};

static int device_event(struct sim_device *dev, enum ib_event_type type, u32 num)
{
	struct ib_event event = { .device = &dev->ib, .event = type, };

	if (num)
		return -ENOENT;
	ib_dispatch_event(&event);
	return 0;
}

static int port_event(struct sim_device *dev, enum ib_event_type type, u32 num)
{
	if (!rdma_is_port_valid(&dev->ib, num))
		return -ENOENT;
	sim_port_event(sim_port(dev, num), type);
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
		[OF_DEVICE] = device_event,
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

	line = sim_line_get(buf, count);
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

static int flows_show(struct seq_file *seq, void *unused)
{
	sim_flows_show(seq, seq->private);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(flows);

static int flow_actions_show(struct seq_file *seq, void *unused)
{
	sim_flow_actions_show(seq, seq->private);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(flow_actions);

/* ---- the tree --------------------------------------------------------------------------- */

/* Before operations are called. */
void sim_faults_init_device(struct sim_device *dev)
{
	unsigned int i;

	spin_lock_init(&dev->fault.lock);
	init_waitqueue_head(&dev->fault.wait);
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
	debugfs_create_bool("dmabuf_pinned", 0600, dev->fault.dir, &dev->dmabuf_pinned);
	debugfs_create_file("flows", 0400, dev->fault.dir, dev, &flows_fops);
	debugfs_create_file("flow_actions", 0400, dev->fault.dir, dev, &flow_actions_fops);
	dir = debugfs_create_dir("ops", dev->fault.dir);
	for (i = 0; i < SIM_OPS; i++)
		debugfs_create_file(ops[i].name, 0600, dir, &dev->fault.faults[i], &op_fops);
	dir = debugfs_create_dir("port", dev->fault.dir);
	for (i = 1; i <= dev->nports; i++)
		sim_link_knobs(sim_port(dev, i), dir);
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
