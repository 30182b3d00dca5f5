// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* A program with the address sanitizer: opens the first device there is. */
#include <infiniband/verbs.h>
#include <stdio.h>

int main(void)
{
	struct ibv_device **list = ibv_get_device_list(NULL);
	struct ibv_context *context;

	if (!list) {
		puts("no list");
		return 1;
	}
	context = *list ? ibv_open_device(*list) : NULL;
	puts(context ? "opened" : "not opened");
	if (context)
		ibv_close_device(context);
	ibv_free_device_list(list);
	return 0;
}
