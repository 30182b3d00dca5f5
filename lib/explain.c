// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Sentences about calls that failed. */
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <rdma_uapi/names.h>
#include "internal.h"

struct reason {
	const char *name;
	const char *text;
};

static const struct reason reasons[__RUAPI_REASON_MAX] = {
	[RUAPI_REASON_NONE] = {
		"RUAPI_REASON_NONE",
		"no further reason",
	},
	[RUAPI_REASON_HEADER] = {
		"RUAPI_REASON_HEADER",
		"the header is malformed",
	},
	[RUAPI_REASON_UNKNOWN] = {
		"RUAPI_REASON_UNKNOWN",
		"the kernel module does not know it",
	},
	[RUAPI_REASON_DUPLICATE] = {
		"RUAPI_REASON_DUPLICATE",
		"it is given twice",
	},
	[RUAPI_REASON_WIRE] = {
		"RUAPI_REASON_WIRE",
		"its wire type is not that of the specification",
	},
	[RUAPI_REASON_FLAGS] = {
		"RUAPI_REASON_FLAGS",
		"it has unknown attribute flags",
	},
	[RUAPI_REASON_LENGTH] = {
		"RUAPI_REASON_LENGTH",
		"its length is not what the type takes",
	},
	[RUAPI_REASON_RANGE] = {
		"RUAPI_REASON_RANGE",
		"the value is out of bounds",
	},
	[RUAPI_REASON_BITS] = {
		"RUAPI_REASON_BITS",
		"unknown bits are set",
	},
	[RUAPI_REASON_TAIL] = {
		"RUAPI_REASON_TAIL",
		"the kernel module knows only the beginning of the struct, and the rest is not zero",
	},
	[RUAPI_REASON_MISSING] = {
		"RUAPI_REASON_MISSING",
		"it, or another one of its group, is required",
	},
	[RUAPI_REASON_EXCLUSIVE] = {
		"RUAPI_REASON_EXCLUSIVE",
		"another one of its group is given too",
	},
	[RUAPI_REASON_HANDLE] = {
		"RUAPI_REASON_HANDLE",
		"there is no such handle",
	},
	[RUAPI_REASON_TYPE] = {
		"RUAPI_REASON_TYPE",
		"the handle names an object of another type",
	},
	[RUAPI_REASON_CONTEXT] = {
		"RUAPI_REASON_CONTEXT",
		"the object belongs to another context than the others",
	},
	[RUAPI_REASON_BUSY] = {
		"RUAPI_REASON_BUSY",
		"the object is in use",
	},
	[RUAPI_REASON_DEAD] = {
		"RUAPI_REASON_DEAD",
		"the device of the object is gone",
	},
	[RUAPI_REASON_DRIVER] = {
		"RUAPI_REASON_DRIVER",
		"driver_id is not that of the device",
	},
	[RUAPI_REASON_POINTER] = {
		"RUAPI_REASON_POINTER",
		"the address is bad",
	},
	[RUAPI_REASON_NETNS] = {
		"RUAPI_REASON_NETNS",
		"not in the network namespace of the file descriptor",
	},
	[RUAPI_REASON_CAPABILITY] = {
		"RUAPI_REASON_CAPABILITY",
		"a capability is missing",
	},
	[RUAPI_REASON_LSM] = {
		"RUAPI_REASON_LSM",
		"a security module forbids it",
	},
	[RUAPI_REASON_CGROUP] = {
		"RUAPI_REASON_CGROUP",
		"the limit of the rdma cgroup is reached",
	},
	[RUAPI_REASON_STATE] = {
		"RUAPI_REASON_STATE",
		"the object is not in a state for this",
	},
	[RUAPI_REASON_FD] = {
		"RUAPI_REASON_FD",
		"not a file descriptor of the right kind",
	},
	[RUAPI_REASON_UVERBS] = {
		"RUAPI_REASON_UVERBS",
		"on this kernel its driver can be used through ib_uverbs only",
	},
	[RUAPI_REASON_UNSAFE] = {
		"RUAPI_REASON_UNSAFE",
		"its driver is not safe, and only an administrator can allow it",
	},
	[RUAPI_REASON_REFUSED] = {
		"RUAPI_REASON_REFUSED",
		"the driver defines it, but it cannot be offered: see 'rdma-uapi describe --device'",
	},
	[RUAPI_REASON_VIEW] = {
		"RUAPI_REASON_VIEW",
		"the file descriptor is not that view, or of another process",
	},
	[RUAPI_REASON_UCAP] = {
		"RUAPI_REASON_UCAP",
		"the context lacks a user capability: see 'rdma-uapi describe --device'",
	},
	[RUAPI_REASON_MEMLOCK] = {
		"RUAPI_REASON_MEMLOCK",
		"more memory would be locked than RLIMIT_MEMLOCK allows: see 'ulimit -l'",
	},
	[RUAPI_REASON_PLACE] = {
		"RUAPI_REASON_PLACE",
		"the action cannot stand there in a batch",
	},
	[RUAPI_REASON_RESULT] = {
		"RUAPI_REASON_RESULT",
		"no earlier call of the batch makes it",
	},
	[RUAPI_REASON_KERNEL] = {
		"RUAPI_REASON_KERNEL",
		"drivers of this kernel have nothing that does it",
	},
};

const char *ruapi_reason_name(unsigned int reason)
{
	return reason < __RUAPI_REASON_MAX ? reasons[reason].name : NULL;
}

const char *ruapi_reason_text(unsigned int reason)
{
	return reason < __RUAPI_REASON_MAX ? reasons[reason].text : NULL;
}

/* Text that grows in a caller's buffer and is cut at its end. */
struct sentence {
	char *buf;
	size_t len;
	size_t used;
};

static void __attribute__((format(printf, 2, 3)))
say(struct sentence *s, const char *fmt, ...)
{
	va_list args;
	int n;

	if (s->used >= s->len)
		return;
	va_start(args, fmt);
	n = vsnprintf(s->buf + s->used, s->len - s->used, fmt, args);
	va_end(args);
	if (n > 0)
		s->used += n;
}

static void say_upper(struct sentence *s, const char *name, unsigned int number)
{
	if (!name)
		say(s, "%u", number);
	for (; name && *name; name++)
		say(s, "%c", toupper((unsigned char)*name));
}

static void say_errno(struct sentence *s, int err)
{
	const char *name = strerrorname_np(err);
	const char *text = strerrordesc_np(err);

	if (name && text)
		say(s, "%s: %s", name, text);
	else
		say(s, "errno %d", err);
}

const char *ruapi_explain(char *buf, size_t len, unsigned int object,
			  unsigned int action, unsigned int bad_attr,
			  unsigned int reason, int err)
{
	struct sentence s = { .buf = buf, .len = len };
	const char *attr = ruapi_attr_name(object, action, bad_attr);
	const char *text = ruapi_reason_text(reason);

	if (len)
		*buf = '\0';
	say_upper(&s, ruapi_object_name(object), object);
	say(&s, ".");
	say_upper(&s, ruapi_action_name(object, action), action);
	say(&s, ": ");
	if (bad_attr && attr)
		say(&s, "attribute %s: ", attr);
	else if (bad_attr)
		say(&s, "attribute 0x%x: ", bad_attr);
	if (reason && text)
		say(&s, "%s (", text);
	else if (reason)
		say(&s, "reason %u (", reason);
	say_errno(&s, abs(err));
	if (reason)
		say(&s, ")");
	return buf;
}

const char *ruapi_strerror_call(char *buf, size_t len,
				const struct ruapi_error *error)
{
	return ruapi_explain(buf, len, error->object, error->action,
			     error->bad_attr, error->reason, error->err);
}

/* Bytes as people count them. */
static void say_bytes(struct sentence *s, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB" };
	unsigned int unit = 0;

	while (unit < 3 && bytes >= 1024 && !(bytes % 1024)) {
		bytes /= 1024;
		unit++;
	}
	say(s, "%" PRIu64 " %s", bytes, units[unit]);
}

const char *ruapi_explain_memlock(char *buf, size_t len,
				  const struct ruapi_memlock *memlock)
{
	struct sentence s = { .buf = buf, .len = len };

	if (len)
		*buf = '\0';
	say_bytes(&s, memlock->limit);
	say(&s, " may be locked (RLIMIT_MEMLOCK), ");
	say_bytes(&s, memlock->used);
	say(&s, " are, and ");
	say_bytes(&s, memlock->need);
	say(&s, " more are needed");
	return buf;
}
