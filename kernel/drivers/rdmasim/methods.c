// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Methods, objects and attributes of rdmasim's own, by the macros that all drivers
 * use: one of each kind that there is (rdmasim-abi.h).
 */
#include <linux/file.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <rdma/uverbs_ioctl.h>
#include <rdma/uverbs_types.h>

#include "rdmasim.h"
#include "rdmasim-abi.h"

#define UVERBS_MODULE_NAME rdmasim
#include <rdma/uverbs_named_ioctl.h>

/* ---- the device -------------------------------------------------------------- */

static int UVERBS_HANDLER(RDMASIM_METHOD_DEVICE_SUM)(struct uverbs_attr_bundle *attrs)
{
	const u8 *bytes = uverbs_attr_get_alloced_ptr(attrs,
						      RDMASIM_ATTR_DEVICE_SUM_BYTES);
	const int len = uverbs_attr_get_len(attrs, RDMASIM_ATTR_DEVICE_SUM_BYTES);
	u64 sum = 0;
	int i;

	if (IS_ERR(ib_uverbs_get_ucontext(attrs)))
		return -EIO;
	for (i = 0; i < len; i++)
		sum += bytes[i];
	return uverbs_copy_to(attrs, RDMASIM_ATTR_DEVICE_SUM_RESULT, &sum,
			      sizeof(sum));
}

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_DEVICE_SUM,
			    UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_DEVICE_SUM_BYTES,
					       UVERBS_ATTR_MIN_SIZE(1), UA_MANDATORY,
					       UA_ALLOC_AND_COPY),
			    UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_DEVICE_SUM_RESULT,
						UVERBS_ATTR_TYPE(u64), UA_MANDATORY));

ADD_UVERBS_METHODS(rdmasim_device, UVERBS_OBJECT_DEVICE,
		   &UVERBS_METHOD(RDMASIM_METHOD_DEVICE_SUM));

/* ---- boxes ----------------------------------------------------------------------- */

/* A page, so that nobody makes us hold much. */
#define MAX_BOX 4096

/**
 * struct box - bytes
 * @size: how many
 * @flags: enum rdmasim_box_flags
 * @labels: that name it, and CQs
 * @pd: whose it is, NULL: nobody's
 * @bytes: themselves
 */
struct box {
	u32 size;
	u32 flags;
	atomic_t labels;
	struct ib_pd *pd;
	u8 bytes[];
};

static int box_free(struct ib_uobject *uobj, enum rdma_remove_reason why,
		    struct uverbs_attr_bundle *attrs)
{
	struct box *box = uobj->object;

	if (atomic_read(&box->labels))
		return -EBUSY;
	if (box->pd)
		atomic_dec(&box->pd->usecnt);
	kfree(box);
	return 0;
}

static struct box *box_alloc(struct uverbs_attr_bundle *attrs)
{
	const u16 content = RDMASIM_ATTR_BOX_CREATE_CONTENT;
	struct box *box;
	u32 size, flags;
	int ret, len;

	ret = uverbs_copy_from(&size, attrs, RDMASIM_ATTR_BOX_CREATE_SIZE);
	if (ret)
		return ERR_PTR(ret);
	ret = uverbs_get_flags32(&flags, attrs, RDMASIM_ATTR_BOX_CREATE_FLAGS,
				 RDMASIM_BOX_READ_ONLY | RDMASIM_BOX_FAIL);
	if (ret)
		return ERR_PTR(ret);
	len = uverbs_attr_is_valid(attrs, content) ?
		      uverbs_attr_get_len(attrs, content) : 0;
	if (!size || size > MAX_BOX || len > size)
		return ERR_PTR(-EINVAL);
	box = kzalloc(struct_size(box, bytes, size), GFP_KERNEL_ACCOUNT);
	if (!box)
		return ERR_PTR(-ENOMEM);
	box->size = size;
	box->flags = flags;
	if (len)
		memcpy(box->bytes, uverbs_attr_get_alloced_ptr(attrs, content), len);
	return box;
}

static int UVERBS_HANDLER(RDMASIM_METHOD_BOX_CREATE)(struct uverbs_attr_bundle *attrs)
{
	struct ib_uobject *uobj =
		uverbs_attr_get_uobject(attrs, RDMASIM_ATTR_BOX_CREATE_HANDLE);
	struct rdmasim_box result = {};
	struct box *box = box_alloc(attrs);
	struct ib_pd *pd;
	int ret;

	if (IS_ERR(box))
		return PTR_ERR(box);
	pd = uverbs_attr_get_obj(attrs, RDMASIM_ATTR_BOX_CREATE_PD);
	if (!IS_ERR(pd)) {
		atomic_inc(&pd->usecnt);
		box->pd = pd;
	}
	uobj->object = box;
	uverbs_finalize_uobj_create(attrs, RDMASIM_ATTR_BOX_CREATE_HANDLE);
	if (box->flags & RDMASIM_BOX_FAIL)
		return -EIO;
	result.size = box->size;
	ret = uverbs_copy_to_struct_or_zero(attrs, RDMASIM_ATTR_BOX_CREATE_RESULT,
					    &result, sizeof(result));
	return ret == -ENOENT ? 0 : ret;
}

static int UVERBS_HANDLER(RDMASIM_METHOD_BOX_READ)(struct uverbs_attr_bundle *attrs)
{
	const struct box *box =
		uverbs_attr_get_obj(attrs, RDMASIM_ATTR_BOX_READ_HANDLE);
	const int len = uverbs_attr_get_len(attrs, RDMASIM_ATTR_BOX_READ_CONTENT);
	struct rdmasim_box result = {
		.size = box->size,
		.labels = atomic_read(&box->labels),
	};
	u32 offset = 0;
	int ret;

	ret = uverbs_copy_from(&offset, attrs, RDMASIM_ATTR_BOX_READ_OFFSET);
	if (ret && ret != -ENOENT)
		return ret;
	ret = uverbs_copy_to(attrs, RDMASIM_ATTR_BOX_READ_RESULT, &result,
			     sizeof(result));
	if (ret && ret != -ENOENT)
		return ret;
	if (len < 0)
		return 0;
	if (offset > box->size || len > box->size - offset)
		return -ERANGE;
	return uverbs_copy_to(attrs, RDMASIM_ATTR_BOX_READ_CONTENT,
			      box->bytes + offset, len);
}

static int box_fill(struct box *box, const struct uverbs_attr_bundle *attrs)
{
	struct rdmasim_box_fill fill = {};
	int ret;

	ret = uverbs_copy_from_or_zero(&fill, attrs, RDMASIM_ATTR_BOX_MODIFY_HOW);
	if (ret)
		return ret;
	if (fill.reserved || fill.byte > U8_MAX || fill.offset > box->size ||
	    fill.length > box->size - fill.offset)
		return -EINVAL;
	memset(box->bytes + fill.offset, fill.byte, fill.length);
	return 0;
}

static int box_copy(struct box *box, const struct uverbs_attr_bundle *attrs)
{
	const u16 id = RDMASIM_ATTR_BOX_MODIFY_HOW;
	const int len = uverbs_attr_get_len(attrs, id);

	if (len > box->size)
		return -EINVAL;
	memcpy(box->bytes, uverbs_attr_get_alloced_ptr(attrs, id), len);
	return 0;
}

static int UVERBS_HANDLER(RDMASIM_METHOD_BOX_MODIFY)(struct uverbs_attr_bundle *attrs)
{
	struct box *box = uverbs_attr_get_obj(attrs, RDMASIM_ATTR_BOX_MODIFY_HANDLE);

	if (box->flags & RDMASIM_BOX_READ_ONLY)
		return -EPERM;
	switch (uverbs_attr_get_enum_id(attrs, RDMASIM_ATTR_BOX_MODIFY_HOW)) {
	case RDMASIM_BOX_FILL:
		return box_fill(box, attrs);
	case RDMASIM_BOX_COPY:
		return box_copy(box, attrs);
	default:
		return -EOPNOTSUPP;
	}
}

/**
 * sim_box_use() - use the box that an attribute names
 * @attrs: of a method
 * @id: of the attribute
 * @size: of the box
 *
 * Return: the number of its uses, one less than which there are when the caller needs
 * it no more; NULL: there is no such attribute.
 */
atomic_t *sim_box_use(const struct uverbs_attr_bundle *attrs, u16 id, u32 *size)
{
	struct box *box = uverbs_attr_get_obj(attrs, id);

	if (IS_ERR(box))
		return NULL;
	*size = box->size;
	atomic_inc(&box->labels);
	return &box->labels;
}

static int UVERBS_HANDLER(RDMASIM_METHOD_BOX_PD)(struct uverbs_attr_bundle *attrs)
{
	return -EOPNOTSUPP;
}

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_BOX_CREATE,
			    UVERBS_ATTR_IDR(RDMASIM_ATTR_BOX_CREATE_HANDLE,
					    RDMASIM_OBJECT_BOX, UVERBS_ACCESS_NEW,
					    UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_BOX_CREATE_SIZE,
					       UVERBS_ATTR_TYPE(u32), UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_BOX_CREATE_CONTENT,
					       UVERBS_ATTR_SIZE(1, MAX_BOX), UA_OPTIONAL,
					       UA_ALLOC_AND_COPY),
			    UVERBS_ATTR_IDR(RDMASIM_ATTR_BOX_CREATE_PD, UVERBS_OBJECT_PD,
					    UVERBS_ACCESS_READ, UA_OPTIONAL),
			    UVERBS_ATTR_FLAGS_IN(RDMASIM_ATTR_BOX_CREATE_FLAGS,
						 enum rdmasim_box_flags, UA_OPTIONAL),
			    UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_BOX_CREATE_RESULT,
						UVERBS_ATTR_STRUCT(struct rdmasim_box, size),
						UA_OPTIONAL));

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_BOX_READ,
			    UVERBS_ATTR_IDR(RDMASIM_ATTR_BOX_READ_HANDLE,
					    RDMASIM_OBJECT_BOX, UVERBS_ACCESS_READ,
					    UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_BOX_READ_OFFSET,
					       UVERBS_ATTR_TYPE(u32), UA_OPTIONAL),
			    UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_BOX_READ_CONTENT,
						UVERBS_ATTR_SIZE(1, MAX_BOX), UA_OPTIONAL),
			    UVERBS_ATTR_PTR_OUT(RDMASIM_ATTR_BOX_READ_RESULT,
						UVERBS_ATTR_TYPE(struct rdmasim_box),
						UA_OPTIONAL));

static const struct uverbs_attr_spec box_how[] = {
	[RDMASIM_BOX_FILL] = {
		.type = UVERBS_ATTR_TYPE_PTR_IN,
		UVERBS_ATTR_STRUCT(struct rdmasim_box_fill, byte),
	},
	[RDMASIM_BOX_COPY] = {
		.type = UVERBS_ATTR_TYPE_PTR_IN,
		.alloc_and_copy = 1,
		UVERBS_ATTR_SIZE(1, MAX_BOX),
	},
};

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_BOX_MODIFY,
			    UVERBS_ATTR_IDR(RDMASIM_ATTR_BOX_MODIFY_HANDLE,
					    RDMASIM_OBJECT_BOX, UVERBS_ACCESS_WRITE,
					    UA_MANDATORY),
			    UVERBS_ATTR_ENUM_IN(RDMASIM_ATTR_BOX_MODIFY_HOW, box_how,
						UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD_DESTROY(RDMASIM_METHOD_BOX_DESTROY,
				    UVERBS_ATTR_IDR(RDMASIM_ATTR_BOX_DESTROY_HANDLE,
						    RDMASIM_OBJECT_BOX,
						    UVERBS_ACCESS_DESTROY, UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_BOX_PD,
			    UVERBS_ATTR_IDR(RDMASIM_ATTR_BOX_PD_HANDLE, UVERBS_OBJECT_PD,
					    UVERBS_ACCESS_NEW, UA_MANDATORY));

DECLARE_UVERBS_NAMED_OBJECT(RDMASIM_OBJECT_BOX, UVERBS_TYPE_ALLOC_IDR(box_free),
			    &UVERBS_METHOD(RDMASIM_METHOD_BOX_CREATE),
			    &UVERBS_METHOD(RDMASIM_METHOD_BOX_READ),
			    &UVERBS_METHOD(RDMASIM_METHOD_BOX_MODIFY),
			    &UVERBS_METHOD(RDMASIM_METHOD_BOX_DESTROY),
			    &UVERBS_METHOD(RDMASIM_METHOD_BOX_PD));

/* ---- labels ------------------------------------------------------------------------ */

#define MAX_LABELLED 200

/**
 * struct label_uobject - a label, in memory of ib_uverbs
 * @uobj: first
 * @count: entries in @boxes
 * @boxes: that it names
 */
struct label_uobject {
	struct ib_uobject uobj;
	u32 count;
	struct box *boxes[MAX_LABELLED];
};

static int label_free(struct ib_uobject *uobj, enum rdma_remove_reason why,
		      struct uverbs_attr_bundle *attrs)
{
	struct label_uobject *label = container_of(uobj, struct label_uobject, uobj);

	while (label->count)
		atomic_dec(&label->boxes[--label->count]->labels);
	return 0;
}

static int UVERBS_HANDLER(RDMASIM_METHOD_LABEL_CREATE)(struct uverbs_attr_bundle *attrs)
{
	struct ib_uobject *uobj =
		uverbs_attr_get_uobject(attrs, RDMASIM_ATTR_LABEL_CREATE_HANDLE);
	struct label_uobject *label = container_of(uobj, struct label_uobject, uobj);
	struct ib_uobject **boxes;
	int i, count;

	count = uverbs_attr_get_uobjs_arr(attrs, RDMASIM_ATTR_LABEL_CREATE_BOXES, &boxes);
	for (i = 0; i < count; i++) {
		label->boxes[i] = boxes[i]->object;
		atomic_inc(&label->boxes[i]->labels);
	}
	label->count = count;
	uobj->object = label;
	uverbs_finalize_uobj_create(attrs, RDMASIM_ATTR_LABEL_CREATE_HANDLE);
	return 0;
}

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_LABEL_CREATE,
			    UVERBS_ATTR_IDR(RDMASIM_ATTR_LABEL_CREATE_HANDLE,
					    RDMASIM_OBJECT_LABEL, UVERBS_ACCESS_NEW,
					    UA_MANDATORY),
			    UVERBS_ATTR_IDRS_ARR(RDMASIM_ATTR_LABEL_CREATE_BOXES,
						 RDMASIM_OBJECT_BOX, UVERBS_ACCESS_READ,
						 1, MAX_LABELLED, UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD_DESTROY(RDMASIM_METHOD_LABEL_DESTROY,
				    UVERBS_ATTR_IDR(RDMASIM_ATTR_LABEL_DESTROY_HANDLE,
						    RDMASIM_OBJECT_LABEL,
						    UVERBS_ACCESS_DESTROY, UA_MANDATORY));

DECLARE_UVERBS_NAMED_OBJECT(RDMASIM_OBJECT_LABEL,
			    UVERBS_TYPE_ALLOC_IDR_SZ(sizeof(struct label_uobject),
						     label_free),
			    &UVERBS_METHOD(RDMASIM_METHOD_LABEL_CREATE),
			    &UVERBS_METHOD(RDMASIM_METHOD_LABEL_DESTROY));

/* ---- bells --------------------------------------------------------------------------- */

#define MAX_RINGS 64

/**
 * struct bell_uobject - a bell, in memory of ib_uverbs
 * @uobj: first
 * @lock: what is below
 * @wait: who waits for a ring
 * @gone: there is no device any more
 * @first: the oldest ring
 * @count: of rings that have not been read
 * @rings: from @first on, around
 */
struct bell_uobject {
	struct ib_uobject uobj;
	spinlock_t lock;
	wait_queue_head_t wait;
	bool gone;
	u32 first;
	u32 count;
	u64 rings[MAX_RINGS];
};

static bool bell_ready(struct bell_uobject *bell)
{
	return READ_ONCE(bell->gone) || READ_ONCE(bell->count);
}

/* Return: how many there were, 0 or 1, or -EIO. */
static int bell_take(struct bell_uobject *bell, u64 *value)
{
	int ret = 0;

	spin_lock_irq(&bell->lock);
	if (bell->count) {
		*value = bell->rings[bell->first];
		bell->first = (bell->first + 1) % MAX_RINGS;
		bell->count--;
		ret = 1;
	} else if (bell->gone) {
		ret = -EIO;
	}
	spin_unlock_irq(&bell->lock);
	return ret;
}

static ssize_t bell_read(struct file *file, char __user *buf, size_t size,
			 loff_t *pos)
{
	struct bell_uobject *bell = file->private_data;
	u64 value;
	int ret;

	if (size < sizeof(value))
		return -EINVAL;
	while (!(ret = bell_take(bell, &value))) {
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(bell->wait, bell_ready(bell)))
			return -ERESTARTSYS;
	}
	if (ret < 0)
		return ret;
	return copy_to_user(buf, &value, sizeof(value)) ? -EFAULT : sizeof(value);
}

static __poll_t bell_poll(struct file *file, poll_table *wait)
{
	struct bell_uobject *bell = file->private_data;

	poll_wait(file, &bell->wait, wait);
	return bell_ready(bell) ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations bell_fops = {
	.owner = THIS_MODULE,
	.read = bell_read,
	.poll = bell_poll,
	.release = uverbs_uobject_fd_release,
};

static void bell_free(struct ib_uobject *uobj, enum rdma_remove_reason why)
{
	struct bell_uobject *bell = container_of(uobj, struct bell_uobject, uobj);

	spin_lock_irq(&bell->lock);
	bell->gone = true;
	spin_unlock_irq(&bell->lock);
	wake_up_all(&bell->wait);
}

static int UVERBS_HANDLER(RDMASIM_METHOD_BELL_CREATE)(struct uverbs_attr_bundle *attrs)
{
	struct bell_uobject *bell =
		container_of(uverbs_attr_get_uobject(attrs, RDMASIM_ATTR_BELL_CREATE_FD),
			     struct bell_uobject, uobj);

	spin_lock_init(&bell->lock);
	init_waitqueue_head(&bell->wait);
	return 0;
}

static int bell_add(struct bell_uobject *bell, u64 value)
{
	int ret = 0;

	spin_lock_irq(&bell->lock);
	if (bell->count == MAX_RINGS)
		ret = -ENOSPC;
	else
		bell->rings[(bell->first + bell->count++) % MAX_RINGS] = value;
	spin_unlock_irq(&bell->lock);
	return ret;
}

/* The number of the inode that a file descriptor is open on. */
static int inode_of(const struct uverbs_attr_bundle *attrs, u64 *number)
{
	struct file *file;
	int fd;
	int ret;

	ret = uverbs_get_raw_fd(&fd, attrs, RDMASIM_ATTR_BELL_RING_INODE_OF);
	if (ret)
		return ret;
	file = fget(fd);
	if (!file)
		return -EBADF;
	*number = file_inode(file)->i_ino;
	fput(file);
	return 0;
}

static int UVERBS_HANDLER(RDMASIM_METHOD_BELL_RING)(struct uverbs_attr_bundle *attrs)
{
	struct bell_uobject *bell =
		container_of(uverbs_attr_get_uobject(attrs, RDMASIM_ATTR_BELL_RING_FD),
			     struct bell_uobject, uobj);
	u64 value;
	int ret;

	ret = uverbs_copy_from(&value, attrs, RDMASIM_ATTR_BELL_RING_VALUE);
	if (!ret && uverbs_attr_is_valid(attrs, RDMASIM_ATTR_BELL_RING_INODE_OF))
		ret = inode_of(attrs, &value);
	if (!ret)
		ret = bell_add(bell, value);
	if (!ret)
		wake_up_interruptible(&bell->wait);
	return ret;
}

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_BELL_CREATE,
			    UVERBS_ATTR_FD(RDMASIM_ATTR_BELL_CREATE_FD,
					   RDMASIM_OBJECT_BELL, UVERBS_ACCESS_NEW,
					   UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD(RDMASIM_METHOD_BELL_RING,
			    UVERBS_ATTR_FD(RDMASIM_ATTR_BELL_RING_FD, RDMASIM_OBJECT_BELL,
					   UVERBS_ACCESS_READ, UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(RDMASIM_ATTR_BELL_RING_VALUE,
					       UVERBS_ATTR_TYPE(u64), UA_MANDATORY),
			    UVERBS_ATTR_RAW_FD(RDMASIM_ATTR_BELL_RING_INODE_OF,
					       UA_OPTIONAL));

DECLARE_UVERBS_NAMED_OBJECT(RDMASIM_OBJECT_BELL,
			    UVERBS_TYPE_ALLOC_FD(sizeof(struct bell_uobject), bell_free,
						 &bell_fops, "[rdmasim_bell]", O_RDONLY),
			    &UVERBS_METHOD(RDMASIM_METHOD_BELL_CREATE),
			    &UVERBS_METHOD(RDMASIM_METHOD_BELL_RING));

static const struct uapi_definition first_set[] = {
	UAPI_DEF_CHAIN(sim_flow_action_defs),
	UAPI_DEF_CHAIN(sim_added_defs),
	UAPI_DEF_CHAIN(sim_shelf_defs),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DEVICE, &rdmasim_device),
	UAPI_DEF_CHAIN_OBJ_TREE_NAMED(RDMASIM_OBJECT_BOX),
	UAPI_DEF_CHAIN_OBJ_TREE_NAMED(RDMASIM_OBJECT_LABEL),
	UAPI_DEF_CHAIN_OBJ_TREE_NAMED(RDMASIM_OBJECT_BELL),
	UAPI_DEF_CHAIN(sim_page_defs),
	{},
};

/* ---- the second set ---------------------------------------------------------------------- */

static int UVERBS_HANDLER(RDMASIM2_METHOD_DEVICE_FROBNICATE)(struct uverbs_attr_bundle *attrs)
{
	u32 value;
	int ret;

	ret = uverbs_copy_from(&value, attrs, RDMASIM2_ATTR_DEVICE_FROBNICATE_VALUE);
	if (ret)
		return ret;
	value = swab32(value);
	return uverbs_copy_to(attrs, RDMASIM2_ATTR_DEVICE_FROBNICATE_RESULT, &value,
			      sizeof(value));
}

DECLARE_UVERBS_NAMED_METHOD(RDMASIM2_METHOD_DEVICE_FROBNICATE,
			    UVERBS_ATTR_PTR_IN(RDMASIM2_ATTR_DEVICE_FROBNICATE_VALUE,
					       UVERBS_ATTR_TYPE(u32), UA_MANDATORY),
			    UVERBS_ATTR_PTR_OUT(RDMASIM2_ATTR_DEVICE_FROBNICATE_RESULT,
						UVERBS_ATTR_TYPE(u32), UA_MANDATORY));

ADD_UVERBS_METHODS(rdmasim2_device, UVERBS_OBJECT_DEVICE,
		   &UVERBS_METHOD(RDMASIM2_METHOD_DEVICE_FROBNICATE));

static int counter_free(struct ib_uobject *uobj, enum rdma_remove_reason why,
			struct uverbs_attr_bundle *attrs)
{
	kfree(uobj->object);
	return 0;
}

static int UVERBS_HANDLER(RDMASIM2_METHOD_COUNTER_CREATE)(struct uverbs_attr_bundle *attrs)
{
	struct ib_uobject *uobj =
		uverbs_attr_get_uobject(attrs, RDMASIM2_ATTR_COUNTER_CREATE_HANDLE);
	atomic64_t *counter;
	u64 value;
	int ret;

	ret = uverbs_copy_from(&value, attrs, RDMASIM2_ATTR_COUNTER_CREATE_FIRST);
	if (ret)
		return ret;
	counter = kzalloc(sizeof(*counter), GFP_KERNEL_ACCOUNT);
	if (!counter)
		return -ENOMEM;
	atomic64_set(counter, value);
	uobj->object = counter;
	uverbs_finalize_uobj_create(attrs, RDMASIM2_ATTR_COUNTER_CREATE_HANDLE);
	return 0;
}

static int UVERBS_HANDLER(RDMASIM2_METHOD_COUNTER_NEXT)(struct uverbs_attr_bundle *attrs)
{
	atomic64_t *counter =
		uverbs_attr_get_obj(attrs, RDMASIM2_ATTR_COUNTER_NEXT_HANDLE);
	const u64 value = atomic64_fetch_inc(counter);

	return uverbs_copy_to(attrs, RDMASIM2_ATTR_COUNTER_NEXT_VALUE, &value,
			      sizeof(value));
}

DECLARE_UVERBS_NAMED_METHOD(RDMASIM2_METHOD_COUNTER_CREATE,
			    UVERBS_ATTR_IDR(RDMASIM2_ATTR_COUNTER_CREATE_HANDLE,
					    RDMASIM2_OBJECT_COUNTER, UVERBS_ACCESS_NEW,
					    UA_MANDATORY),
			    UVERBS_ATTR_PTR_IN(RDMASIM2_ATTR_COUNTER_CREATE_FIRST,
					       UVERBS_ATTR_TYPE(u64), UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD(RDMASIM2_METHOD_COUNTER_NEXT,
			    UVERBS_ATTR_IDR(RDMASIM2_ATTR_COUNTER_NEXT_HANDLE,
					    RDMASIM2_OBJECT_COUNTER, UVERBS_ACCESS_READ,
					    UA_MANDATORY),
			    UVERBS_ATTR_PTR_OUT(RDMASIM2_ATTR_COUNTER_NEXT_VALUE,
						UVERBS_ATTR_TYPE(u64), UA_MANDATORY));

DECLARE_UVERBS_NAMED_METHOD_DESTROY(RDMASIM2_METHOD_COUNTER_DESTROY,
				    UVERBS_ATTR_IDR(RDMASIM2_ATTR_COUNTER_DESTROY_HANDLE,
						    RDMASIM2_OBJECT_COUNTER,
						    UVERBS_ACCESS_DESTROY, UA_MANDATORY));

DECLARE_UVERBS_NAMED_OBJECT(RDMASIM2_OBJECT_COUNTER, UVERBS_TYPE_ALLOC_IDR(counter_free),
			    &UVERBS_METHOD(RDMASIM2_METHOD_COUNTER_CREATE),
			    &UVERBS_METHOD(RDMASIM2_METHOD_COUNTER_NEXT),
			    &UVERBS_METHOD(RDMASIM2_METHOD_COUNTER_DESTROY));

static const struct uapi_definition second_set[] = {
	UAPI_DEF_CHAIN(sim_flow_action_defs),
	UAPI_DEF_CHAIN(sim_added2_defs),
	UAPI_DEF_CHAIN(sim_shelf_defs),
	UAPI_DEF_CHAIN_OBJ_TREE(UVERBS_OBJECT_DEVICE, &rdmasim2_device),
	UAPI_DEF_CHAIN_OBJ_TREE_NAMED(RDMASIM2_OBJECT_COUNTER),
	{},
};

/*
 * Of a device that has its driver_id, and is not registered yet.  A number is whose the
 * driver_id says, so ids of drivers that may have methods get none of these.
 */
void sim_methods_set(struct ib_device *ib)
{
	switch (ib->ops.driver_id) {
	case RDMA_DRIVER_HFI1:
		ib->driver_def = first_set;
		break;
	case RDMA_DRIVER_QIB:
	case RDMA_DRIVER_UNKNOWN:
		ib->driver_def = second_set;
		ib_set_device_ops(ib, &sim_added2_ops);
		break;
	default:
		ib->driver_def = sim_flow_action_defs;
	}
}
