// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Several calls in one system call. */
#include <stdlib.h>
#include <rdma_uapi/batch.h>
#include <rdma_uapi/names.h>
#include "internal.h"

/* What most batches take. */
#define FIRST_ROOM 2048

/* What calls point to. */
struct room {
	struct room *next;
	uint64_t memory[];
};

/**
 * struct ruapi_calls - a batch
 * @error: why it has failed
 * @bad_call: which call has, UINT32_MAX: none
 * @broken: negative errno: it could not be built
 * @has_cm: some call is of class CM
 * @room: bytes at @batch
 * @rooms: memory that goes with it
 * @at: where each call begins, in bytes from @batch
 * @batch: header and calls
 */
struct ruapi_calls {
	struct ruapi_error error;
	uint32_t bad_call;
	int broken;
	int has_cm;
	uint32_t room;
	struct room *rooms;
	uint32_t at[RUAPI_BATCH_MAX_CALLS];
	struct ruapi_batch *batch;
};

struct ruapi_calls *ruapi_batch_begin(void)
{
	struct ruapi_calls *calls = calloc(1, sizeof(*calls));

	if (!calls)
		return NULL;
	calls->room = FIRST_ROOM;
	calls->batch = malloc(calls->room);
	if (!calls->batch) {
		free(calls);
		return NULL;
	}
	memset(calls->batch, 0, sizeof(*calls->batch));
	calls->batch->length = sizeof(*calls->batch);
	return calls;
}

void ruapi_batch_end(struct ruapi_calls *calls)
{
	struct room *room;

	if (!calls)
		return;
	while ((room = calls->rooms)) {
		calls->rooms = room->next;
		free(room);
	}
	free(calls->batch);
	free(calls);
}

void *ruapi_batch_room(struct ruapi_calls *calls, size_t size)
{
	struct room *room;

	if (!calls || calls->broken)
		return NULL;
	room = malloc(sizeof(*room) + size);
	if (!room) {
		calls->broken = -ENOMEM;
		return NULL;
	}
	room->next = calls->rooms;
	calls->rooms = room;
	return room->memory;
}

/* Return: 0 or a negative errno. */
static int calls_grow(struct ruapi_calls *calls, uint32_t length)
{
	struct ruapi_batch *more;
	uint32_t room = calls->room;

	if (length > RUAPI_BATCH_MAX_BYTES)
		return -E2BIG;
	while (room < length)
		room *= 2;
	if (room == calls->room)
		return 0;
	more = realloc(calls->batch, room);
	if (!more)
		return -ENOMEM;
	calls->batch = more;
	calls->room = room;
	return 0;
}

unsigned int ruapi_batch_add(struct ruapi_calls *calls, struct ruapi_msg *msg)
{
	const struct ruapi_hdr *hdr = ruapi_msg_hdr(msg);
	unsigned int number;
	uint32_t at;

	if (!calls || calls->broken)
		return UINT32_MAX;
	number = calls->batch->num_calls;
	at = calls->batch->length;
	if (number == RUAPI_BATCH_MAX_CALLS ||
	    hdr->num_attrs > RUAPI_MAX_ATTRS)
		calls->broken = -E2BIG;
	else
		calls->broken = calls_grow(calls, at + hdr->length);
	if (calls->broken)
		return UINT32_MAX;
	memcpy((char *)calls->batch + at, hdr, hdr->length);
	calls->at[number] = at;
	calls->batch->length += hdr->length;
	calls->batch->num_calls++;
	if (ruapi_action_request(hdr->object, hdr->action) == RUAPI_IOC_CM)
		calls->has_cm = 1;
	return number;
}

struct ruapi_attr *ruapi_msg_result(struct ruapi_msg *msg, uint16_t id,
				    unsigned int object, unsigned int number)
{
	return ruapi_msg_obj(msg, id, object | RUAPI_OBJ_RESULT, number);
}

static struct ruapi_hdr *calls_hdr(const struct ruapi_calls *calls,
				   unsigned int number)
{
	if (!calls || number >= calls->batch->num_calls)
		return NULL;
	return (struct ruapi_hdr *)((char *)calls->batch + calls->at[number]);
}

/* Of a call, or of the batch itself. */
static void calls_blame(struct ruapi_calls *calls, int err)
{
	const struct ruapi_batch *batch = calls->batch;
	const struct ruapi_hdr *hdr = calls_hdr(calls, batch->bad_call);

	calls->bad_call = batch->bad_call;
	calls->error = (struct ruapi_error) {
		.object = hdr ? hdr->object : 0,
		.action = hdr ? hdr->action : 0,
		.bad_attr = batch->bad_attr,
		.reason = batch->reason,
		.bad_index = batch->bad_index,
		.err = err,
	};
}

int ruapi_batch_run(int fd, struct ruapi_calls *calls)
{
	struct ruapi_batch *batch;
	int ret;

	if (!calls)
		return -ENOMEM;
	batch = calls->batch;
	batch->bad_call = UINT32_MAX;
	batch->bad_index = UINT32_MAX;
	batch->bad_attr = 0;
	batch->reason = RUAPI_REASON_NONE;
	batch->bad_errno = 0;
	ret = calls->broken;
	if (!ret)
		ret = ruapi_ioctl(fd, calls->has_cm ? RUAPI_IOC_BATCH_CM :
						      RUAPI_IOC_BATCH, batch);
	if (ret) {
		calls_blame(calls, ret);
		return ret;
	}
	if (!batch->bad_errno)
		return 0;
	calls_blame(calls, -(int)batch->bad_errno);
	return batch->bad_call;
}

const struct ruapi_attr *ruapi_batch_attr(const struct ruapi_calls *calls,
					  unsigned int number, uint16_t id)
{
	const struct ruapi_hdr *hdr = calls_hdr(calls, number);
	unsigned int i;

	for (i = 0; hdr && i < hdr->num_attrs; i++)
		if (hdr->attrs[i].id == id)
			return &hdr->attrs[i];
	return NULL;
}

uint64_t ruapi_batch_value(const struct ruapi_calls *calls, unsigned int number,
			   uint16_t id)
{
	const struct ruapi_attr *attr = ruapi_batch_attr(calls, number, id);

	return attr ? ruapi_attr_value(attr) : 0;
}

const struct ruapi_error *ruapi_batch_error(const struct ruapi_calls *calls,
					    unsigned int *number)
{
	static const struct ruapi_error no_memory = {
		.bad_index = UINT32_MAX,
		.err = -ENOMEM,
	};

	if (number)
		*number = calls ? calls->bad_call : UINT32_MAX;
	return calls ? &calls->error : &no_memory;
}
