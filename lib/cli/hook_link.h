/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Netdevs by their numbers: in containers their names are whatever root there likes. */
#ifndef RUAPI_CLI_HOOK_LINK_H
#define RUAPI_CLI_HOOK_LINK_H

/*
 * Moves a netdev of another network namespace into this one, where it is called @name
 * and down.  @index: its number there; 0: the one that is called @name there, too.  Fails
 * with -EEXIST, and nothing is moved, if there is a netdev of that name here.
 *
 * Return: 0 or a negative errno.
 */
int link_take(int netns, unsigned int index, const char *name);

#endif /* RUAPI_CLI_HOOK_LINK_H */
