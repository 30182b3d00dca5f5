// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Keeps what was counted in rdma_uapi, while it is loaded and removed again and
 * again, on kernels that have no gcov of their own.  /sys/kernel/debug/ruapi_gcov
 * is, for each object file, a line "BYTES NAME" and that much of a .gcda file.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/vmalloc.h>

#include "gcov.h"

#define TARGET "rdma_uapi"

#define TAG_MAGIC 0x67636461	/* "gcda" */
#define TAG_FUNCTION 0x01000000
#define TAG_ARCS 0x01a10000

static struct dentry *file;
static DEFINE_MUTEX(lock);
/* Of the module that is loaded; NULL: it is not. */
static const struct ruapi_gcov *live;
/* Counts of those that were, in the order of a walk. */
static u64 *kept;
static size_t num_kept;

/**
 * struct out - a text that is written, or measured
 * @to: NULL: measured
 * @len: what was written until now
 */
struct out {
	u8 *to;
	size_t len;
};

static void put(struct out *out, const void *from, size_t size)
{
	if (out->to)
		memcpy(out->to + out->len, from, size);
	out->len += size;
}

static void put_u32(struct out *out, u32 value)
{
	put(out, &value, sizeof(value));
}

static const struct gcov_fn_info *function(const struct gcov_info *info,
					   unsigned int i)
{
	const struct gcov_fn_info *fn = info->functions[i];

	return fn && fn->key == info ? fn : NULL;
}

/* @at: how many counters came before those of this file. */
static void put_info(struct out *out, const struct gcov_info *info, size_t *at)
{
	const struct gcov_fn_info *fn;
	unsigned int i, j;
	u64 value;

	put_u32(out, TAG_MAGIC);
	put_u32(out, info->version);
	put_u32(out, info->stamp);
	put_u32(out, info->checksum);
	for (i = 0; i < info->n_functions; i++) {
		fn = function(info, i);
		if (!fn)
			continue;
		put_u32(out, TAG_FUNCTION);
		put_u32(out, 3 * sizeof(u32));
		put_u32(out, fn->ident);
		put_u32(out, fn->lineno_checksum);
		put_u32(out, fn->cfg_checksum);
		put_u32(out, TAG_ARCS);
		put_u32(out, fn->arcs.num * sizeof(u64));
		for (j = 0; j < fn->arcs.num; j++, (*at)++) {
			value = READ_ONCE(fn->arcs.values[j]);
			if (kept)
				value += kept[*at];
			put(out, &value, sizeof(value));
		}
	}
}

static void put_all(struct out *out)
{
	struct gcov_info **info;
	struct out size;
	char line[512];
	size_t at = 0, again;

	for (info = live->start; info < live->stop; info++) {
		size = (struct out){};
		again = at;
		put_info(&size, *info, &again);
		put(out, line, scnprintf(line, sizeof(line), "%zu %s\n",
					 size.len, (*info)->filename));
		put_info(out, *info, &at);
	}
}

static size_t count_all(void)
{
	const struct gcov_fn_info *fn;
	struct gcov_info **info;
	unsigned int i;
	size_t sum = 0;

	for (info = live->start; info < live->stop; info++)
		for (i = 0; i < (*info)->n_functions; i++) {
			fn = function(*info, i);
			sum += fn ? fn->arcs.num : 0;
		}
	return sum;
}

static void keep(void)
{
	const struct gcov_fn_info *fn;
	struct gcov_info **info;
	unsigned int i, j;
	size_t at = 0;

	if (!kept) {
		num_kept = count_all();
		kept = vzalloc(array_size(num_kept, sizeof(*kept)));
	}
	if (!kept || num_kept != count_all()) {
		pr_warn("ruapi_gcov: what was counted is lost\n");
		return;
	}
	for (info = live->start; info < live->stop; info++)
		for (i = 0; i < (*info)->n_functions; i++) {
			fn = function(*info, i);
			for (j = 0; fn && j < fn->arcs.num; j++)
				kept[at++] += fn->arcs.values[j];
		}
}

static int module_changes(struct notifier_block *nb, unsigned long state, void *data)
{
	const struct module *mod = data;

	if (strcmp(mod->name, TARGET))
		return NOTIFY_DONE;
	mutex_lock(&lock);
	if (state == MODULE_STATE_LIVE && !live) {
		live = symbol_get(ruapi_gcov);
		if (live)
			symbol_put(ruapi_gcov);
	} else if (state == MODULE_STATE_GOING && live) {
		keep();
		live = NULL;
	}
	mutex_unlock(&lock);
	return NOTIFY_DONE;
}

static struct notifier_block notifier = {
	.notifier_call = module_changes,
};

/* With the module loaded, as its tables are in its memory. */
static int gcov_open(struct inode *inode, struct file *filp)
{
	struct out out = {};
	int ret = -ENODEV;

	mutex_lock(&lock);
	if (live) {
		put_all(&out);
		out.to = vmalloc(out.len);
		ret = out.to ? 0 : -ENOMEM;
	}
	if (!ret) {
		out.len = 0;
		put_all(&out);
		filp->private_data = vmalloc(sizeof(out));
		ret = filp->private_data ? 0 : -ENOMEM;
	}
	mutex_unlock(&lock);
	if (ret)
		vfree(out.to);
	else
		*(struct out *)filp->private_data = out;
	return ret;
}

static ssize_t gcov_read(struct file *filp, char __user *buf, size_t count, loff_t *pos)
{
	const struct out *out = filp->private_data;

	return simple_read_from_buffer(buf, count, pos, out->to, out->len);
}

static int gcov_release(struct inode *inode, struct file *filp)
{
	struct out *out = filp->private_data;

	vfree(out->to);
	vfree(out);
	return 0;
}

static const struct file_operations gcov_fops = {
	.owner = THIS_MODULE,
	.open = gcov_open,
	.read = gcov_read,
	.release = gcov_release,
};

static int __init gcov_init(void)
{
	int ret = register_module_notifier(&notifier);

	if (!ret)
		file = debugfs_create_file("ruapi_gcov", 0400, NULL, NULL, &gcov_fops);
	return ret;
}

static void __exit gcov_exit(void)
{
	debugfs_remove(file);
	unregister_module_notifier(&notifier);
	vfree(kept);
}

module_init(gcov_init);
module_exit(gcov_exit);
MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("What was run of rdma_uapi");
