// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Calls that use a context: they enter and leave, and a removal ends them. */
#include <linux/sched/signal.h>

#include "core/context_own.h"
#include "ruapi.h"

/*
 * A context knows the calls that use it, so that a removal can end those which are
 * busy with memory of their process.  Each notes itself when it enters and leaves: in
 * a seat, which takes one instruction that is atomic, or, if somebody who was on this
 * CPU sits there, in a list under the lock.
 *
 * Who ends calls holds a seat by its lowest bit while it looks at whose it is, and
 * ctx->lock.  So who finds the seat held when it leaves takes the lock, and comes
 * after that.
 */
#define SEAT_HELD 1L

static bool context_is_going(const struct ruapi_context *ctx)
{
	return READ_ONCE(ctx->going) && !READ_ONCE(ctx->dead);
}

static inline bool context_sit_down(struct ruapi_context *ctx,
				    struct ruapi_call *call)
{
	atomic_long_t *seat =
		&ctx->seats[raw_smp_processor_id() % RUAPI_CONTEXT_SEATS];

	call->seat = atomic_long_cmpxchg(seat, 0, (long)call) ? NULL : seat;
	return call->seat;
}

/* Here and below: what is rare is no part of those that each call goes through. */
static noinline void context_list_call(struct ruapi_context *ctx,
				       struct ruapi_call *call)
{
	spin_lock(&ctx->lock);
	list_add(&call->in_use, &ctx->calls);
	spin_unlock(&ctx->lock);
}

static noinline void context_unlist_call(struct ruapi_context *ctx,
					 struct ruapi_call *call)
{
	spin_lock(&ctx->lock);
	if (call->seat)
		atomic_long_set(call->seat, 0);
	else
		list_del(&call->in_use);
	spin_unlock(&ctx->lock);
}

/*
 * To end a page fault that waits for userspace takes SIGKILL, and so does to end
 * the pinning of memory.  So a task finds that it is being killed, but only as
 * long as it is in the call: then task_spare() takes that back, and the program
 * gets an error instead.  What it can end is all that a real SIGKILL could have
 * ended at any time.
 *
 * Real ones mean the whole process, and are known by that.  One that is sent to
 * just this thread meanwhile (tgkill) is taken for ours.
 */
static void task_pretend_kill(struct task_struct *task)
{
	struct sighand_struct *sighand;

	/* It cannot exit or exec before it has left the call. */
	sighand = rcu_dereference_protected(task->sighand, true);
	spin_lock_irq(&sighand->siglock);
	sigaddset(&task->pending.signal, SIGKILL);
	set_tsk_thread_flag(task, TIF_SIGPENDING);
	spin_unlock_irq(&sighand->siglock);
	if (READ_ONCE(task->__state) & (TASK_INTERRUPTIBLE | TASK_WAKEKILL))
		wake_up_process(task);
}

static noinline void task_spare(void)
{
	struct signal_struct *signal = current->signal;
	struct sighand_struct *sighand;

	sighand = rcu_dereference_protected(current->sighand, true);
	spin_lock_irq(&sighand->siglock);
	/* As get_signal() sees whether the process is to die. */
	if (!(signal->flags & SIGNAL_GROUP_EXIT) && !signal->group_exec_task)
		sigdelset(&current->pending.signal, SIGKILL);
	recalc_sigpending();
	spin_unlock_irq(&sighand->siglock);
}

static inline void context_call_leaves(struct ruapi_context *ctx,
				       struct ruapi_call *call)
{
	if (!call->seat ||
	    atomic_long_cmpxchg(call->seat, (long)call, 0) != (long)call)
		context_unlist_call(ctx, call);
	if (unlikely(call->evicted))
		task_spare();
}

/* Return: false if the context is going. */
static inline bool context_call_enters(struct ruapi_context *ctx,
				       struct ruapi_call *call)
{
	call->task = current;
	if (!context_sit_down(ctx, call))
		context_list_call(ctx, call);
	if (likely(!context_is_going(ctx)))
		return true;
	context_call_leaves(ctx, call);
	return false;
}

/**
 * context_add_call() - a call uses the context, and may touch memory of its process
 * @ctx: the context, whose rwsem is held
 * @call: the call
 *
 * Return: false if the context is going.
 */
bool context_add_call(struct ruapi_context *ctx, struct ruapi_call *call)
{
	return context_call_enters(ctx, call);
}

/**
 * context_del_call() - the call touches no memory of its process any more
 * @ctx: the context, whose rwsem is held
 * @call: what context_add_call() has been told of
 */
void context_del_call(struct ruapi_context *ctx, struct ruapi_call *call)
{
	context_call_leaves(ctx, call);
}

/* As ruapi_context_enter(), of one that is going, or was when it had been entered. */
static noinline int context_enter_late(struct ruapi_context *ctx,
				       struct ruapi_call *call, bool tombstone)
{
	for (;;) {
		if (context_is_going(ctx)) {
			if (!tombstone)
				return -ENODEV;
			if (wait_event_killable(ctx->idle,
						READ_ONCE(ctx->dead)))
				return -EINTR;
		}
		if (down_read_killable(&ctx->rwsem))
			return -EINTR;
		if (context_call_enters(ctx, call))
			return 0;
		up_read(&ctx->rwsem);
	}
}

/**
 * ruapi_context_enter() - keep the hardware of a context, or what is left of it
 * @ctx: the context, to which the caller has a reference
 * @call: that may touch memory of its process meanwhile
 * @tombstone: what is left is good enough
 *
 * Return: 0, and it may be dead; -ENODEV if it is about to die, which a caller
 * that is content with a tombstone waits for; -EINTR if the caller is being
 * killed.
 */
int ruapi_context_enter(struct ruapi_context *ctx, struct ruapi_call *call,
			bool tombstone)
{
	if (unlikely(context_is_going(ctx)))
		return context_enter_late(ctx, call, tombstone);
	if (down_read_killable(&ctx->rwsem))
		return -EINTR;
	if (likely(context_call_enters(ctx, call)))
		return 0;
	up_read(&ctx->rwsem);
	return context_enter_late(ctx, call, tombstone);
}

void ruapi_context_leave(struct ruapi_context *ctx, struct ruapi_call *call)
{
	context_call_leaves(ctx, call);
	up_read(&ctx->rwsem);
}

/*
 * Whoever waits for hardware does not let signals in, and is spared, but once: so
 * does a page that comes back from swap, and the next one after it.  To run is no
 * sign of progress: with any signal pending, a page fault that waits for
 * userfaultfd is tried again and again.
 */
static void call_evict(struct ruapi_context *ctx, struct ruapi_call *call)
{
	const unsigned int state = READ_ONCE(call->task->__state);
	const bool waits = state &&
			   !(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL));

	if (waits && !call->spared) {
		call->spared = true;
		return;
	}
	if (!call->evicted)
		pr_warn_ratelimited("rdma_uapi: %s goes: ends a call of %s[%d], which %s its memory\n",
				    ctx->dev->ibdev->name, call->task->comm,
				    task_pid_nr(call->task),
				    state ? "waits for" : "works on");
	call->evicted = true;
	task_pretend_kill(call->task);
}

/* Who leaves meanwhile waits for the lock, so that the call is there until then. */
static void seat_evict(struct ruapi_context *ctx, atomic_long_t *seat)
{
	const long whose = atomic_long_read(seat);

	lockdep_assert_held(&ctx->lock);
	if (!whose ||
	    atomic_long_cmpxchg(seat, whose, whose | SEAT_HELD) != whose)
		return;
	call_evict(ctx, (struct ruapi_call *)whose);
	atomic_long_set_release(seat, whose);
}

/**
 * ruapi_context_evict() - end calls that are busy with memory of their process
 * @ctx: context whose device has been waiting for them for long
 *
 * A page fault of the kernel waits for userfaultfd, or for a file system in
 * userspace, as long as these like; memory that has been swapped out comes, but
 * takes its time.  Nobody dies of it: the call says ENODEV.
 */
void ruapi_context_evict(struct ruapi_context *ctx)
{
	struct ruapi_call *call;
	unsigned int i;

	spin_lock(&ctx->lock);
	list_for_each_entry(call, &ctx->calls, in_use)
		call_evict(ctx, call);
	for (i = 0; i < RUAPI_CONTEXT_SEATS; i++)
		seat_evict(ctx, &ctx->seats[i]);
	spin_unlock(&ctx->lock);
}
