// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Contexts whose ports move to other network namespaces. */
#include <linux/bitmap.h>

#include "core/charge.h"
#include "core/context_own.h"
#include "core/kcov.h"
#include "ruapi.h"

static int context_check_ports(struct ruapi_context *ctx)
{
	int ret, err = 0;
	u32 port;

	rdma_for_each_port(ctx->dev->ibdev, port) {
		ret = ruapi_access_kept(ctx->obj.ns, ctx->dev, port, 0, false);
		if (!ret)
			__set_bit(port, ctx->had);
		else if (ret != -EACCES)
			err = err ?: ret;
		else if (__test_and_clear_bit(port, ctx->had))
			context_post(ctx, port, IB_EVENT_PORT_ERR);
	}
	return err;
}

/* What one of them cannot find out keeps no other one where its port was. */
static int context_check_objects(struct ruapi_context *ctx, u16 type)
{
	struct ruapi_obj *obj;
	int ret, err = 0;
	u32 slot = 0;

	while ((obj = ruapi_object_next(ctx->obj.ns, type, &slot))) {
		if (obj->ctx == ctx) {
			ret = ruapi_types[type]->check_place(obj);
			err = err ?: ret;
		}
		ruapi_object_put(obj);
		cond_resched();
	}
	return err;
}

static int context_check_places(struct ruapi_context *ctx)
{
	int ret, err = context_check_ports(ctx);
	u16 type;

	for (type = 0; type < __RUAPI_OBJ_MAX; type++) {
		if (!ruapi_types[type] || !ruapi_types[type]->check_place)
			continue;
		ret = context_check_objects(ctx, type);
		err = err ?: ret;
	}
	return err;
}

/*
 * Calls may hold the rwsem for as long as their memory likes, so nobody waits for it
 * here: who has it for write is about to be done, or the context is going.
 */
static void context_moved(struct work_struct *work)
{
	struct ruapi_context *ctx = container_of(to_delayed_work(work),
						 struct ruapi_context, moved);
	int ret = -EBUSY;

	CLASS(ruapi_kcov, section)(ctx->obj.ns);
	CLASS(ruapi_charge, charge)(ctx->obj.ns);
	if (down_read_trylock(&ctx->rwsem)) {
		ret = READ_ONCE(ctx->going) ? 0 : context_check_places(ctx);
		up_read(&ctx->rwsem);
	}
	if (ret && ret != -ENODEV)
		ruapi_context_look_again(ctx);
}

/**
 * ruapi_context_look_again() - who looked whether a context has lost something could not
 * @ctx: the context
 *
 * Context: does not sleep.
 */
void ruapi_context_look_again(struct ruapi_context *ctx)
{
	spin_lock(&ctx->lock);
	if (!ctx->going)
		queue_delayed_work(ruapi_compat_unbound_wq, &ctx->moved, HZ / 10);
	spin_unlock(&ctx->lock);
}

/**
 * ruapi_context_ports_changed() - look whether a context has lost something
 * @ctx: the context; its memory stays meanwhile
 * @sum: what its network namespace has of the device
 *
 * Context: does not sleep.
 */
void ruapi_context_ports_changed(struct ruapi_context *ctx,
				 const struct ruapi_devports *sum)
{
	spin_lock(&ctx->lock);
	if (!ctx->going && sum->changed_gen > ctx->looked) {
		ctx->looked = sum->changed_gen;
		queue_delayed_work(ruapi_compat_unbound_wq, &ctx->moved, 0);
	}
	spin_unlock(&ctx->lock);
}

/**
 * context_end_ports() - nobody looks any more
 * @ctx: the context, which is dead, so that nobody queues its work again
 */
void context_end_ports(struct ruapi_context *ctx)
{
	cancel_delayed_work_sync(&ctx->moved);
}

/* Of a new context. */
void context_init_ports(struct ruapi_context *ctx)
{
	INIT_DELAYED_WORK(&ctx->moved, context_moved);
}

/**
 * context_first_ports() - note what a new context has
 * @ctx: the context
 *
 * Return: 0 or a negative errno.
 */
int context_first_ports(struct ruapi_context *ctx)
{
	ctx->had = bitmap_zalloc(ctx->dev->ibdev->phys_port_cnt + 1,
				 GFP_KERNEL_ACCOUNT);
	if (!ctx->had)
		return -ENOMEM;
	/* Of what changes from here on @moved is told: see context_known_ports(). */
	ctx->looked = ruapi_ports_gen();
	return context_check_ports(ctx);
}

/**
 * context_known_ports() - a new context can be found by who tells of changes
 * @ctx: the context, who was not there yet for what has changed since it looked first
 */
void context_known_ports(struct ruapi_context *ctx)
{
	/* Who counts a change up looks for contexts afterwards. */
	smp_mb();
	if (ruapi_access_by_port(ctx->dev) && ruapi_ports_gen() != ctx->looked)
		ruapi_context_look_again(ctx);
}
