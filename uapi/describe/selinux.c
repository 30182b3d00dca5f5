// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * Names of all actions for SELinux: its policy language has no other constants, and
 * ioctl permissions are numbers.
 */
#include "describe.h"

/* Numbers of drivers have the upper bit set (RUAPI_LSM_BYTE()). */
#define DRIVER_BYTE 0x80

static void one(FILE *out, const char *object, const char *action,
		unsigned int number)
{
	fprintf(out, "(permissionx rdma_uapi_%s_%s (ioctl chr_file (0x%04x)))\n",
		object, action, number);
}

static void whole(FILE *out, const char *object, unsigned int number)
{
	fprintf(out, "\n; %s: all of its own, and all that drivers add to it\n",
		object);
	fprintf(out, "(permissionx rdma_uapi_%s (ioctl chr_file ((range 0x%04x 0x%04x))))\n",
		object, number << 8, number << 8 | (DRIVER_BYTE - 1));
	fprintf(out, "(permissionx rdma_uapi_%s_driver (ioctl chr_file ((range 0x%04x 0x%04x))))\n",
		object, number << 8 | DRIVER_BYTE, number << 8 | 0xff);
}

void selinux_actions(const char *dir)
{
	FILE *out = open_output(dir, "rdma_uapi_actions.cil");
	unsigned int last = 0;
	struct action action;

	fputs("; Generated from uapi/spec by the target abi-manual: the ioctl permissions of\n"
	      "; /dev/rdma_uapi, one for each action, for policies in CIL such as rdma_uapi.cil.\n\n"
	      "; What the VFS asks about by itself: the numbers of the ioctls, whatever they carry.\n"
	      "; Each action is asked about once more, as itself.\n", out);
	fprintf(out, "(permissionx rdma_uapi_ioctls (ioctl chr_file ((range 0x%04lx 0x%04lx))))\n",
		(unsigned long)RUAPI_IOC_CALL & 0xffff,
		(unsigned long)RUAPI_IOC_BATCH_CM & 0xffff);
	fprintf(out, "\n; Objects that drivers define\n"
		"(permissionx rdma_uapi_driver (ioctl chr_file ((range 0x%04x 0xffff))))\n",
		DRIVER_BYTE << 8);
	for_each_action(action) {
		if (action.object != last)
			whole(out, action.object_spec->name, action.object);
		last = action.object;
		one(out, action.object_spec->name, action.spec->name,
		    action.object << 8 | action.number);
	}
	close_output(out);
}
