// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* For tests that want the generated tables but make no calls. */
#include "probe.h"

int probe_gives(const struct probe *p, unsigned int id)
{
	(void)p;
	(void)id;
	return 0;
}

uint64_t probe_value(const struct probe *p, unsigned int id)
{
	(void)p;
	return id;
}

uint32_t probe_bytes(const struct probe *p, unsigned int id)
{
	(void)p;
	(void)id;
	return 0;
}

void probe_fill(const struct probe *p, unsigned int id, void *ptr,
		uint32_t len)
{
	(void)p;
	(void)id;
	(void)ptr;
	(void)len;
}

void probe_uhw(struct probe *p, struct ruapi_uhw *uhw)
{
	(void)p;
	(void)uhw;
}

void probe_scalar(const struct probe *p, unsigned int id, uint64_t value,
		  uint32_t size)
{
	(void)p;
	(void)id;
	(void)value;
	(void)size;
}

void probe_buffer(const struct probe *p, unsigned int id, const void *ptr,
		  uint32_t len, uint32_t max)
{
	(void)p;
	(void)id;
	(void)ptr;
	(void)len;
	(void)max;
}

void probe_uhw_done(const struct probe *p, const struct ruapi_uhw *uhw)
{
	(void)p;
	(void)uhw;
}
