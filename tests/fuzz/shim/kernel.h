/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * As much of the kernel as the call path of rdma_uapi.ko needs to be compiled
 * into a program of one thread.  What can be checked on the way is checked:
 * sleeping in atomic context, locks taken twice, references from zero, memory
 * that is not released.  A broken promise aborts, so that a fuzzer sees it.
 *
 * Every <linux/...>, <net/...> and <trace/...> header that the module includes
 * and userspace has not is this file (CMakeLists.txt).
 */
#ifndef SHIM_KERNEL_H
#define SHIM_KERNEL_H

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/types.h>
#include <linux/socket.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;
typedef unsigned int gfp_t;
typedef unsigned int __poll_t;

#define __user
#define __rcu
#define __aligned(n) __attribute__((__aligned__(n)))
#define __printf(f, a) __attribute__((format(printf, f, a)))
#define __must_check __attribute__((warn_unused_result))
#define noinline __attribute__((__noinline__))
#define fallthrough __attribute__((__fallthrough__))
#undef static_assert
#define static_assert(expr, ...) _Static_assert(expr, #expr)
#define EXPORT_SYMBOL_GPL(name)

#ifndef __has_attribute
#define __has_attribute(x) 0
#endif

/* What only the kernel has a name for. */
#define ERESTARTSYS 512
#define EOPNOTSUPP_KERNEL EOPNOTSUPP

#define U8_MAX ((u8)~0U)
#define U16_MAX ((u16)~0U)
#define U32_MAX (~0U)
#define U64_MAX (~0ULL)
#define S32_MAX INT_MAX
#define PAGE_SIZE 4096UL

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define BITS_PER_TYPE(type) (sizeof(type) * 8)
#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))
#define ALIGN(x, a) (((x) + (a) - 1) & ~((__typeof__(x))(a) - 1))
#define offset_in_page(p) ((unsigned long)(p) & (PAGE_SIZE - 1))
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define smp_store_release(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define smp_load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define cmpxchg(p, old, new) ({ \
	__typeof__(*(p)) seen_ = (old); \
	__atomic_compare_exchange_n(p, &seen_, new, 0, __ATOMIC_SEQ_CST, \
				    __ATOMIC_SEQ_CST); \
	seen_; \
})
/* One CPU, which threads share. */
#define __percpu
#define this_cpu_add(x, n) ((void)__atomic_fetch_add(&(x), n, __ATOMIC_RELAXED))
#define this_cpu_inc(x) this_cpu_add(x, 1)
#define xchg(p, new) __atomic_exchange_n(p, new, __ATOMIC_SEQ_CST)
#define min(a, b) ({ \
	__typeof__(a) a_ = (a); \
	__typeof__(b) b_ = (b); \
	a_ < b_ ? a_ : b_; \
})
#define max(a, b) ({ \
	__typeof__(a) a_ = (a); \
	__typeof__(b) b_ = (b); \
	a_ > b_ ? a_ : b_; \
})
#define min_t(type, a, b) min((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))
#define unlikely(x) (x)
#define likely(x) (x)
#define ERR_PTR(error) ((void *)(long)(error))
#define IS_ERR(p) ((unsigned long)(p) >= -4095UL)
#define PTR_ERR(p) ((long)(p))
#define array_index_nospec(index, size) \
	((index) < (size) ? (index) : (shim_panic("speculation"), 0))

/* Zero has no first bit: the kernel's answer would be anything. */
#define __ffs64(x) ({ \
	const u64 word_ = (x); \
	shim_assert(word_); \
	(unsigned int)__builtin_ctzll(word_); \
})
#define __ffs(x) __ffs64(x)
static inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static inline int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

static inline size_t array_size(size_t n, size_t size)
{
	size_t bytes;

	return __builtin_mul_overflow(n, size, &bytes) ? SIZE_MAX : bytes;
}

#define struct_size(p, member, n) \
	(sizeof(*(p)) + array_size(n, sizeof((p)->member[0])))

#define pr_err(...) fprintf(stderr, __VA_ARGS__)
#define usleep_range(from, to) shim_sleep()
#define fatal_signal_pending(task) false
#define signal_pending(task) false
#define cond_resched() ((void)0)
#define SIGIO 29
#define POLL_IN 1
#define kill_fasync(fasync, signal, band) ((void)(fasync))
#define fasync_helper(fd, file, on, fasync) ((void)(file), (fd) & (on))
struct ctl_table;
struct ctl_table_header;
#define register_net_sysctl(net, path, table) ((struct ctl_table_header *)(table))
#define kvzalloc(size, gfp) kvcalloc(1, size, gfp)
#define __vmalloc(size, gfp) shim_alloc(size, gfp, (gfp) & __GFP_ZERO)
#define SZ_16K 0x4000
#define SZ_64K 0x10000
#define BITS_TO_LONGS(bits) (((bits) + 8 * sizeof(long) - 1) / (8 * sizeof(long)))

static inline void __assign_bit(unsigned long nr, unsigned long *map, bool value)
{
	const unsigned long bit = 1UL << (nr % (8 * sizeof(long)));

	map += nr / (8 * sizeof(long));
	*map = value ? *map | bit : *map & ~bit;
}

static inline unsigned long find_next_bit(const unsigned long *map,
					  unsigned long size, unsigned long nr)
{
	while (nr < size && !(map[nr / (8 * sizeof(long))] >>
			      (nr % (8 * sizeof(long))) & 1))
		nr++;
	return nr < size ? nr : size;
}

void shim_panic(const char *why) __attribute__((noreturn));
void shim_sleep(void);
#define shim_assert(expr) do { if (!(expr)) shim_panic(#expr); } while (0)

/* ---- context ------------------------------------------------------------- */

/**
 * struct shim - what the simulated kernel is doing
 * @atomic: spinlocks held
 * @rcu: RCU read sections open
 * @sleeping_locks: mutexes and rwsems held
 * @allocated: pieces of memory in use
 * @fail_alloc: the n-th allocation from now fails, 0: none does
 * @fail_copy: the n-th copy from or to the user fails, 0: none does
 * @failed: some allocation or copy has failed because of these
 * @on_alloc: what another thread does during the next allocation, NULL: nothing
 * @on_copy: what it does before the next copy from or to the user
 * @on_sleep: what it does while a call waits for it
 */
struct shim {
	unsigned int atomic;
	unsigned int rcu;
	unsigned int sleeping_locks;
	unsigned int allocated;
	unsigned int fail_alloc;
	unsigned int fail_copy;
	bool failed;
	void (*on_alloc)(void);
	void (*on_copy)(void);
	void (*on_sleep)(void);
};

extern struct shim shim;

static inline void might_sleep(void)
{
	shim_assert(!shim.atomic && !shim.rcu);
}

/* ---- memory -------------------------------------------------------------- */

#define GFP_KERNEL 1
#define GFP_KERNEL_ACCOUNT 1
#define GFP_ATOMIC 2
#define __GFP_ZERO 4
#define __GFP_NOWARN 0
#define PAGE_ALLOC_COSTLY_ORDER 3

void *shim_alloc(size_t size, gfp_t gfp, bool zero);
void shim_free(const void *ptr);

#define kmalloc(size, gfp) shim_alloc(size, gfp, (gfp) & __GFP_ZERO)
#define kzalloc(size, gfp) shim_alloc(size, gfp, true)
#define kcalloc(n, size, gfp) shim_alloc(array_size(n, size), gfp, true)
#define kvcalloc(n, size, gfp) kcalloc(n, size, gfp)
#define kvmalloc(size, gfp) kmalloc(size, gfp)
#define kvmalloc_array(n, size, gfp) shim_alloc(array_size(n, size), gfp, false)
#define kfree(ptr) shim_free(ptr)
#define kvfree(ptr) shim_free(ptr)
#define kvfree_sensitive(ptr, size) shim_free(ptr)
#define memzero_explicit(ptr, size) memset(ptr, 0, size)
/* Nobody else is reading, so nobody has to be waited for. */
#define kfree_rcu(ptr, member) do { \
	shim_assert(!shim.rcu); \
	shim_free(ptr); \
} while (0)

#define module_name(module) ((void)(module), "")

/* ---- user memory ---------------------------------------------------------- */

#define u64_to_user_ptr(address) ((void *)(uintptr_t)(address))

unsigned long copy_from_user(void *to, const void *from, unsigned long n);
unsigned long copy_to_user(void *to, const void *from, unsigned long n);
unsigned long clear_user(void *to, unsigned long n);
/* It writes a byte of each page, too. */
#define fault_in_writeable(to, n) clear_user(to, n)
#define put_user(value, to) \
	(copy_to_user(to, &(__typeof__(*(to))){ value }, sizeof(*(to))) ? \
		 -EFAULT : 0)
/* So that all copies are those above. */
#define CONFIG_FAULT_INJECTION_USERCOPY 1
int copy_struct_from_user(void *dst, size_t ksize, const void *src,
			  size_t usize);

struct iov_iter {
	void *at;
	size_t count;
};

#define iov_iter_count(iter) ((iter)->count)
size_t copy_to_iter(const void *from, size_t bytes, struct iov_iter *iter);

/* ---- counters and locks ---------------------------------------------------- */

typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t;
typedef struct { long counter; } atomic_long_t;
typedef struct { int refs; } refcount_t;

#define atomic_set(v, i) ((v)->counter = (i))
#define atomic_set_release(v, i) ((v)->counter = (i))
#define atomic_read(v) ((v)->counter)
#define atomic_dec_return_release(v) (--(v)->counter)
#define atomic_inc_unless_negative(v) ((v)->counter < 0 ? 0 : ++(v)->counter)

static inline int atomic_cmpxchg(atomic_t *v, int old, int new)
{
	const int seen = v->counter;

	if (seen == old)
		v->counter = new;
	return seen;
}

static inline void refcount_set(refcount_t *r, int n)
{
	r->refs = n;
}

static inline void refcount_inc(refcount_t *r)
{
	shim_assert(r->refs > 0);
	r->refs++;
}

static inline bool refcount_dec_and_test(refcount_t *r)
{
	shim_assert(r->refs > 0);
	return !--r->refs;
}

struct kref {
	refcount_t refcount;
};

static inline void kref_init(struct kref *kref)
{
	refcount_set(&kref->refcount, 1);
}

static inline void kref_get(struct kref *kref)
{
	refcount_inc(&kref->refcount);
}

static inline bool kref_get_unless_zero(struct kref *kref)
{
	if (!kref->refcount.refs)
		return false;
	kref_get(kref);
	return true;
}

static inline int kref_put(struct kref *kref, void (*release)(struct kref *))
{
	if (!refcount_dec_and_test(&kref->refcount))
		return 0;
	release(kref);
	return 1;
}

typedef struct { bool held; } spinlock_t;
struct mutex { bool held; };
struct rw_semaphore { int readers; bool writer; };
struct work_struct { int unused; };
struct delayed_work { int unused; };
struct rcu_head { void *next; };
typedef struct { unsigned int woken; } wait_queue_head_t;
struct xarray { int dummy; };

#define spin_lock_init(lock) ((lock)->held = false)

static inline void spin_lock(spinlock_t *lock)
{
	shim_assert(!lock->held);
	lock->held = true;
	shim.atomic++;
}

static inline void spin_unlock(spinlock_t *lock)
{
	shim_assert(lock->held);
	lock->held = false;
	shim.atomic--;
}

#define spin_lock_irq(lock) spin_lock(lock)
#define spin_unlock_irq(lock) spin_unlock(lock)
#define spin_lock_irqsave(lock, flags) ((void)((flags) = 0), spin_lock(lock))
#define spin_unlock_irqrestore(lock, flags) ((void)(flags), spin_unlock(lock))

#define mutex_init(lock) ((lock)->held = false)

static inline void mutex_lock(struct mutex *lock)
{
	might_sleep();
	shim_assert(!lock->held);
	lock->held = true;
	shim.sleeping_locks++;
}

static inline void mutex_unlock(struct mutex *lock)
{
	shim_assert(lock->held);
	lock->held = false;
	shim.sleeping_locks--;
}

#define mutex_lock_interruptible(lock) (mutex_lock(lock), 0)
#define mutex_trylock(lock) ((lock)->held ? 0 : (mutex_lock(lock), 1))

#define down_read_killable(sem) (down_read(sem), 0)
#define init_rwsem(sem) (*(sem) = (struct rw_semaphore){})

static inline void down_read(struct rw_semaphore *sem)
{
	might_sleep();
	shim_assert(!sem->writer);
	sem->readers++;
	shim.sleeping_locks++;
}

static inline void up_read(struct rw_semaphore *sem)
{
	shim_assert(sem->readers);
	sem->readers--;
	shim.sleeping_locks--;
}

static inline void down_write(struct rw_semaphore *sem)
{
	might_sleep();
	shim_assert(!sem->writer && !sem->readers);
	sem->writer = true;
	shim.sleeping_locks++;
}

static inline void up_write(struct rw_semaphore *sem)
{
	shim_assert(sem->writer);
	sem->writer = false;
	shim.sleeping_locks--;
}

#define rcu_read_lock() ((void)shim.rcu++)
#define rcu_read_unlock() ((void)(shim_assert_rcu(), shim.rcu--))
#define shim_assert_rcu() (shim.rcu ? (void)0 : shim_panic("rcu_read_unlock"))
#define rcu_dereference(p) (p)
#define rcu_dereference_raw(p) (p)
#define rcu_dereference_protected(p, c) (p)
#define rcu_assign_pointer(p, v) ((p) = (v))
#define RCU_INIT_POINTER(p, v) ((p) = (v))
#define lockdep_is_held(lock) 1
#define lockdep_assert_held(lock) ((void)0)
#define xa_init(xa) ((void)(xa))

/* ---- lists ---------------------------------------------------------------- */

struct list_head {
	struct list_head *next, *prev;
};

#define LIST_HEAD(name) struct list_head name = { &(name), &(name) }

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list;
	list->prev = list;
}

static inline void list_insert(struct list_head *entry, struct list_head *prev,
			       struct list_head *next)
{
	shim_assert(prev->next == next && next->prev == prev);
	entry->next = next;
	entry->prev = prev;
	next->prev = entry;
	prev->next = entry;
}

#define list_add(entry, head) list_insert(entry, head, (head)->next)
#define list_add_tail(entry, head) list_insert(entry, (head)->prev, head)
#define list_empty(head) ((head)->next == (head))
#define list_empty_careful(head) list_empty(head)

static inline void list_del_init(struct list_head *entry)
{
	shim_assert(entry->prev->next == entry && entry->next->prev == entry);
	entry->prev->next = entry->next;
	entry->next->prev = entry->prev;
	INIT_LIST_HEAD(entry);
}

static inline void list_move(struct list_head *entry, struct list_head *head)
{
	list_del_init(entry);
	list_add(entry, head);
}

static inline void list_move_tail(struct list_head *entry,
				  struct list_head *head)
{
	list_del_init(entry);
	list_add_tail(entry, head);
}

#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_first_entry(head, type, member) \
	list_entry((head)->next, type, member)
#define list_first_entry_or_null(head, type, member) \
	(list_empty(head) ? NULL : list_first_entry(head, type, member))
#define list_next_entry(pos, member) \
	list_entry((pos)->member.next, __typeof__(*(pos)), member)
#define list_for_each_entry(pos, head, member) \
	for (pos = list_first_entry(head, __typeof__(*(pos)), member); \
	     &(pos)->member != (head); pos = list_next_entry(pos, member))
#define list_for_each_entry_safe(pos, n, head, member) \
	for (pos = list_first_entry(head, __typeof__(*(pos)), member), \
	     n = list_next_entry(pos, member); &(pos)->member != (head); \
	     pos = n, n = list_next_entry(n, member))

#define sort(base, n, size, cmp, swap) qsort_or_nothing(base, n, size, cmp)

static inline void qsort_or_nothing(void *base, size_t n, size_t size,
				    int (*cmp)(const void *, const void *))
{
	if (n)
		qsort(base, n, size, cmp);
}

/* ---- files, waiting, poll ---------------------------------------------------- */

#ifndef O_CLOEXEC
#define O_CLOEXEC 02000000
#endif
#ifndef O_PATH
#define O_PATH 010000000
#endif
#ifndef O_NONBLOCK
#define O_NONBLOCK 04000
#endif

struct address_space {
	struct inode *host;
};

#define VM_PFNMAP 0x400ul

struct vm_operations_struct;

/* linux/kcov.h */
u64 kcov_common_handle(void);

struct vm_area_struct {
	unsigned long vm_flags;
	const struct vm_operations_struct *vm_ops;
};

struct file {
	void *private_data;
	unsigned int f_flags;
};

struct kiocb {
	struct file *ki_filp;
	int ki_flags;
};

#define IOCB_NOWAIT 1
#define EPOLLIN 1u
#define EPOLLRDNORM 0x40u
#define EPOLLERR 8u
#define EPOLLHUP 0x10u

int get_unused_fd_flags(unsigned int flags);
void put_unused_fd(unsigned int fd);
void fd_install(unsigned int fd, struct file *file);
void fput(struct file *file);

typedef struct { int dummy; } poll_table;
struct page;
struct sk_buff;
struct seq_file;
struct vm_area_struct;

#define init_waitqueue_head(wait) ((wait)->woken = 0)
#define wake_up_interruptible_poll(wait, mask) ((void)(wait)->woken++)
#define wait_event_interruptible(wait, condition) \
	((void)(wait), (condition) ? 0 : -EINTR)
#define poll_wait(file, head, table) ((void)(head), (void)(table))

/* ---- network namespaces, capabilities, security modules ------------------------ */

struct user_namespace { int dummy; };
struct net { struct user_namespace *user_ns; };
typedef struct { struct net *net; } possible_net_t;
struct net_device { struct net *net; };

#define CAP_NET_ADMIN 12
#define CAP_NET_RAW 13
#define dev_hold(dev) ((void)(dev))
#define read_pnet(pnet) ((pnet)->net)
#define dev_net(dev) ((dev)->net)
#define net_eq(a, b) ((a) == (b))

extern struct net init_net;
bool capable(int cap);
bool ns_capable(struct user_namespace *ns, int cap);

/* Tests change the parameter by its address. */
#define module_param(name, type, perm) type *shim_param_##name = &name
#define MODULE_PARM_DESC(name, text) static_assert(sizeof(text) > 1)
int security_file_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* ---- tracepoints ----------------------------------------------------------------- */

#define TP_PROTO(...) __VA_ARGS__
#define TRACE_EVENT(name, proto, ...) \
	static inline bool trace_##name##_enabled(void) { return true; } \
	static inline void trace_##name(proto) {}

#endif /* SHIM_KERNEL_H */
