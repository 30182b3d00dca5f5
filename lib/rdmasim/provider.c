// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Finds instances of rdmasim, and opens them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "provider.h"

static void free_context(struct ibv_context *ib)
{
	struct sim_context *context = to_sim_context(ib);

	sim_context_exit(context);
	verbs_uninit_context(&context->verbs);
	free(context);
}

static int query_device(struct ibv_context *context,
			const struct ibv_query_device_ex_input *input,
			struct ibv_device_attr_ex *attr, size_t attr_size)
{
	struct ib_uverbs_ex_query_device_resp resp;
	size_t resp_size = sizeof(resp);
	uint64_t version;
	int ret;

	ret = ibv_cmd_query_device_any(context, input, attr, attr_size, &resp,
				       &resp_size);
	if (ret)
		return ret;
	version = resp.base.fw_ver;
	snprintf(attr->orig_attr.fw_ver, sizeof(attr->orig_attr.fw_ver),
		 "%u.%u", (unsigned int)(version >> 32),
		 (unsigned int)(version & UINT32_MAX));
	if (attr_size >= offsetof(struct ibv_device_attr_ex, rss_caps) +
			 sizeof(attr->rss_caps)) {
		attr->rss_caps.rx_hash_function = RDMASIM_RX_HASH_TOEPLITZ;
		attr->rss_caps.rx_hash_fields_mask = 2 * RDMASIM_RX_HASH_DST_PORT_UDP - 1;
	}
	return 0;
}

static int query_port(struct ibv_context *context, uint8_t port,
		      struct ibv_port_attr *attr)
{
	struct ibv_query_port cmd;

	return ibv_cmd_query_port(context, port, attr, &cmd, sizeof(cmd));
}

/* In ticks of the device, which are nanoseconds. */
static int query_rt_values(struct ibv_context *context,
			   struct ibv_values_ex *values)
{
	const uint32_t wanted = values->comp_mask;
	struct timespec now;

	values->comp_mask = 0;
	if (!(wanted & IBV_VALUES_MASK_RAW_CLOCK))
		return 0;
	if (clock_gettime(CLOCK_MONOTONIC, &now))
		return errno;
	values->raw_clock.tv_sec = 0;
	values->raw_clock.tv_nsec = now.tv_sec * 1000000000 + now.tv_nsec;
	values->comp_mask = IBV_VALUES_MASK_RAW_CLOCK;
	return 0;
}

static const struct verbs_context_ops device_ops = {
	.free_context = free_context,
	.query_device_ex = query_device,
	.query_port = query_port,
	.query_rt_values = query_rt_values,
};

static struct verbs_context *alloc_context(struct ibv_device *device,
					   int cmd_fd, void *private_data)
{
	const struct verbs_sysfs_dev *sysfs = verbs_get_device(device)->sysfs;
	struct ib_uverbs_get_context_resp resp;
	struct ibv_get_context cmd;
	struct sim_context *context;

	context = _verbs_init_and_alloc_context(device, cmd_fd,
						sizeof(*context), NULL,
						sysfs->driver_id);
	if (!context)
		return NULL;
	if (ibv_cmd_get_context(&context->verbs, &cmd, sizeof(cmd), &resp,
				sizeof(resp))) {
		verbs_uninit_context(&context->verbs);
		free(context);
		return NULL;
	}
	sim_context_init(context);
	verbs_set_ops(&context->verbs, &device_ops);
	verbs_set_ops(&context->verbs, &sim_object_ops);
	verbs_set_ops(&context->verbs, &sim_queue_ops);
	return &context->verbs;
}

static struct verbs_device *alloc_device(struct verbs_sysfs_dev *sysfs)
{
	return calloc(1, sizeof(struct verbs_device));
}

static void uninit_device(struct verbs_device *device)
{
	free(device);
}

/* Whose number they have is a parameter of the module, so it says nothing. */
static const struct verbs_match_ent match_table[] = {
	VERBS_MODALIAS_MATCH("rdmasim:*", NULL),
	{}
};

static const struct verbs_device_ops provider = {
	.name = "rdmasim",
	.match_min_abi_version = 1,
	.match_max_abi_version = 1,
	.match_table = match_table,
	.alloc_device = alloc_device,
	.uninit_device = uninit_device,
	.alloc_context = alloc_context,
};

PROVIDER_DRIVER(rdmasim, provider);
