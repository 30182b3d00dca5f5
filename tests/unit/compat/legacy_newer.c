// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * As legacy_ioctl.c, of methods that only newer kernels have: prints what comes of
 * them, on the stock stack and over the interposer, also where the stock one has none.
 * usage: legacy_newer uverbsN DRIVER_ID
 */
#include "../../../lib/compat/newer.h"
#include "legacy_spoil.h"

static void open_context(void)
{
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT);
	add_out(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, 4);
	add_out(UVERBS_ATTR_GET_CONTEXT_CORE_SUPPORT, 8);
	add_out(UVERBS_ATTR_UHW_OUT, 64);
	say("get_context");
}

static void begin_speed(uint64_t port)
{
	begin(UVERBS_OBJECT_DEVICE, METHOD_QUERY_PORT_SPEED);
	add(ATTR_QUERY_PORT_SPEED_PORT_NUM, 8, port);
	add_out(ATTR_QUERY_PORT_SPEED_RESP, 8);
}

static void speed(void)
{
	static const uint64_t ports[] = {
		0, 1, 2, 255, 256, UINT32_MAX, 1ULL << 32 | 1, UINT64_MAX,
	};

	begin_speed(1);
	if (!say("query_port_speed"))
		printf("speed %llu\n",
		       (unsigned long long)*(uint64_t *)(out + 4096));
	for (size_t i = 0; i < COUNT(ports); i++) {
		begin_speed(ports[i]);
		printf("port %#llx: ", (unsigned long long)ports[i]);
		say("query_port_speed");
	}
	begin_speed(1);
	spoil("query_port_speed", 0xffff);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: %s uverbsN DRIVER_ID\n", argv[0]);
		return 2;
	}
	if (!open_node(argv[1], argv[2]))
		return 1;
	begin_speed(1);
	say("query_port_speed without a context");
	open_context();
	speed();
	printf("the end\n");
	return 0;
}
