// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Boxes, an object that rdmasim defines. */
#include "methods.h"

int box_create(const struct stack *stack, uint32_t size, const void *content, uint16_t len,
	       uint32_t *box)
{
	int ret;

	call_begin(stack, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	call_new(RDMASIM_ATTR_BOX_CREATE_HANDLE, RDMASIM_OBJECT_BOX);
	call_value(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, size);
	if (len)
		call_in(RDMASIM_ATTR_BOX_CREATE_CONTENT, content, len);
	ret = call_run();
	*box = call_made();
	return ret;
}

int box_destroy(const struct stack *stack, uint32_t box)
{
	call_begin(stack, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_DESTROY);
	call_destroy(RDMASIM_ATTR_BOX_DESTROY_HANDLE, RDMASIM_OBJECT_BOX, box);
	return call_run();
}
