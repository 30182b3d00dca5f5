/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * The commands of rdma-uapi, a file each, and what all of them use:
 *
 *	main.c		knows the commands, and calls one
 *	list.c ps.c top.c tree.c describe.c events.c run.c complete.c	a command
 *			each
 *	help.c		the same, and what others say of commands
 *	policy.c	policies, with policy_*.c: their file, its words, tables made of
 *			it, and what the kernel has
 *	grant.c		what network namespaces get without netdevs
 *	cdi.c hook.c	for containers; hook_netdev.c: their netdevs, oci_state.c: what
 *			runtimes say of them
 *	grant_net.c	for grant.c and hook.c
 *	doctor.c doctor_*.c	the same, and what it looks at
 *	machine.c findings.c	where it looks, and what it found
 *	program.c	what can be run, for run.c
 *	interposer.c	with what, for run.c and doctor
 *	event_filter.c	which events are wanted
 *	device.c	opening the device
 *	fdinfo.c	what /proc says
 *	netns.c		network namespaces, and the device in each
 *	qps.c		what RDMA netlink says
 *	table.c color.c json.c	output
 *	args.c		arguments
 *	nearest.c	what wrong words were meant to be
 *	text.c		memory and text
 *	complain.c	stderr
 *
 * A file calls those that stand below it, never one above: the unit test
 * "cycles" holds that.
 */
#ifndef RUAPI_CLI_H
#define RUAPI_CLI_H

#include "args.h"
#include "complain.h"
#include "device.h"
#include "text.h"

extern const struct command list_command;
extern const struct command ps_command;
extern const struct command describe_command;
extern const struct command events_command;
extern const struct command run_command;
extern const struct command doctor_command;
extern const struct command help_command;
extern const struct command complete_command;
extern const struct command policy_command;
extern const struct command grant_command;
extern const struct command cdi_command;
extern const struct command hook_command;
extern const struct command top_command;
extern const struct command tree_command;

#endif /* RUAPI_CLI_H */
