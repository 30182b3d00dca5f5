// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Whether the private structs of ib_uverbs are in this kernel as udata.h has
 * them.  ib_core is made to use some of our own, and what it did to them is
 * looked at, before the module does anything else.  A kernel that has them
 * otherwise must not be harmed by the question either: the first is asked of
 * memory that is a free mutex wherever one looks, the second of memory that is a
 * list everywhere but in the mutex that the first has found.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched/task.h>
#include <rdma/ib_verbs.h>

#include "mirror.h"
#include "udata.h"

/* drivers/infiniband/core/core_priv.h */
void rdma_umap_priv_init(struct rdma_umap_priv *priv,
			 struct vm_area_struct *vma,
			 struct rdma_user_mmap_entry *entry);

/* Words of memory in the place of a struct, with room for larger ones. */
#define MIRROR_WORDS 512

/**
 * struct mirror - what ib_core is given
 * @ufile: as mirrored; more memory follows up to @words
 * @words: the same memory
 * @links: of the list that each word of @words could be the head of
 * @priv: memory in the place of a struct rdma_umap_priv
 * @ib: context of @ufile
 * @entry: something mapped of @ib
 * @vma: its VMA
 * @file: that VMA's
 * @done: ib_core has returned
 */
struct mirror {
	union {
		struct ib_uverbs_file ufile;
		void *words[MIRROR_WORDS];
	};
	struct list_head links[MIRROR_WORDS];
	void *priv[MIRROR_WORDS];
	struct ib_ucontext ib;
	struct rdma_user_mmap_entry entry;
	struct vm_area_struct vma;
	struct file file;
	bool done;
};

static_assert(3 * sizeof(struct ib_uverbs_file) <
	      MIRROR_WORDS * sizeof(void *));

static int mirror_differs(const char *name, const char *member)
{
	pr_err(KBUILD_MODNAME ": struct %s of this kernel has %s in another place: the module was made for another kernel\n",
	       name, member);
	return -ENOEXEC;
}

/* Takes ufile->umap_lock, and nothing else of it. */
static int mirror_insert(void *data)
{
	struct mirror *m = data;

	rdma_user_mmap_entry_insert_range(&m->ib, &m->entry, PAGE_SIZE, 0, 0);
	WRITE_ONCE(m->done, true);
	return 0;
}

/*
 * Whether ib_core waits for a mutex of ours at this place; or an errno.  Where it
 * should not, it may still wait for memory, but not for @patience times 20 us.
 */
static int mirror_is_lock(struct mirror *m, size_t offset,
			  unsigned int patience)
{
	struct mutex *lock = (void *)m->words + offset;
	struct task_struct *task;
	unsigned int waits = 0;

	memset(m->words, 0, sizeof(m->words));
	mutex_init(lock);
	m->done = false;
	task = kthread_create(mirror_insert, m, "rdma_uapi_mirror");
	if (IS_ERR(task))
		return PTR_ERR(task);
	get_task_struct(task);
	mutex_lock(lock);
	wake_up_process(task);
	while (waits < patience && !READ_ONCE(m->done)) {
		usleep_range(20, 100);
		if (READ_ONCE(task->__state) == TASK_UNINTERRUPTIBLE)
			waits++;
	}
	mutex_unlock(lock);
	kthread_stop(task);
	put_task_struct(task);
	xa_destroy(&m->ib.mmap_xa);
	return waits == patience;
}

/*
 * A mutex has pointers in it, which taken for a mutex are one that is locked for
 * ever.  So all places behind one have been tried when its turn comes.
 */
static int mirror_check_lock(struct mirror *m)
{
	const size_t want = offsetof(struct ib_uverbs_file, umap_lock);
	size_t offset = 2 * sizeof(struct ib_uverbs_file);
	int ret;

	/* It would complain of a mutex in other places. */
	if (IS_ENABLED(CONFIG_DEBUG_MUTEXES))
		offset = want;
	do {
		ret = mirror_is_lock(m, offset, offset == want ? 1 : 5000);
		if (ret)
			break;
		offset -= sizeof(void *);
	} while (offset >= want);
	if (ret < 0)
		return ret;
	return ret && offset == want ?
		       0 : mirror_differs("ib_uverbs_file", "umap_lock");
}

/* What is an empty list where it should be, is a list everywhere else. */
static void mirror_make_lists(struct mirror *m)
{
	const size_t lock = offsetof(struct ib_uverbs_file, umap_lock);
	const size_t end = lock + sizeof(struct mutex);
	unsigned int i;

	for (i = 0; i < MIRROR_WORDS; i++) {
		if (i * sizeof(void *) >= lock && i * sizeof(void *) < end)
			continue;
		m->links[i].prev = (struct list_head *)&m->words[i];
		m->words[i] = &m->links[i];
	}
	mutex_init(&m->ufile.umap_lock);
	INIT_LIST_HEAD(&m->ufile.umaps);
}

static int mirror_check_umap(struct mirror *m)
{
	struct rdma_umap_priv *priv = (struct rdma_umap_priv *)m->priv;
	const size_t size = sizeof(*priv) / sizeof(void *);

	mirror_make_lists(m);
	rdma_umap_priv_init(priv, &m->vma, &m->entry);
	if (list_empty(&m->ufile.umaps))
		return mirror_differs("ib_uverbs_file", "umaps");
	if (m->ufile.umaps.next != &priv->list)
		return mirror_differs("rdma_umap_priv", "list");
	if (priv->vma != &m->vma || m->vma.vm_private_data != priv)
		return mirror_differs("rdma_umap_priv", "vma");
	if (priv->entry != &m->entry)
		return mirror_differs("rdma_umap_priv", "entry");
	if (memchr_inv(&m->priv[size], 0, sizeof(m->priv) - sizeof(*priv)))
		return mirror_differs("rdma_umap_priv", "its end");
	return 0;
}

/**
 * ruapi_mirror_check() - compare private structs of the kernel with our mirrors
 *
 * Return: 0, -ENOEXEC if one is different, or another negative errno.
 */
int ruapi_mirror_check(void)
{
	struct mirror *m = kvzalloc(sizeof(*m), GFP_KERNEL);
	int ret;

	if (!m)
		return -ENOMEM;
	xa_init_flags(&m->ib.mmap_xa, XA_FLAGS_ALLOC);
	/* Wrong mirrors (tests/kmod) have a type of their own. */
	m->ib.ufile = (void *)&m->ufile;
	m->vma.vm_file = &m->file;
	m->file.private_data = &m->ufile;
	ret = mirror_check_lock(m);
	if (!ret)
		ret = mirror_check_umap(m);
	kvfree(m);
	return ret;
}
