// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * As legacy_ioctl.c, of methods that a driver defines, of which rdmasim has one of
 * each kind: calls each of them, and spoils the call in every way.  Prints what comes of
 * it, on the stock stack and over the interposer.
 * usage: legacy_methods uverbsN DRIVER_ID, which has the first set of methods if it is hfi1
 */
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rdma/ib_user_ioctl_verbs.h>
#include <rdma/ib_user_verbs.h>

#include "../../../kernel/drivers/rdmasim/rdmasim-abi.h"
#include "legacy_spoil.h"

static uint32_t pd, cq;

/* Where the outputs of a call are, by their place in it. */
static void *out_of(unsigned int place)
{
	return out + 4096u * place;
}

/* Also what was written before it failed. */
static void say_marks(const char *what)
{
	say(what);
	for (int i = 0; i < call.hdr.num_attrs; i++)
		printf("%s: %#x has flags %#x\n", what, call.attrs[i].attr_id,
		       call.attrs[i].flags);
}

/* From where nothing can be written to: then nothing has been made either. */
static void unwritable(const char *what)
{
	void *page = edge;

	call.hdr.length = (uint16_t)(sizeof(call.hdr) +
				     call.hdr.num_attrs * sizeof(call.attrs[0]));
	memcpy(page, &call, call.hdr.length);
	mprotect(page, 4096, PROT_READ);
	printf("%s: %s\n", what,
	       error_name(ioctl(node, RDMA_VERBS_IOCTL, page)));
	mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

/* ---- what the core makes ------------------------------------------------------ */

static void get_context(void)
{
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_GET_CONTEXT);
	add_out(UVERBS_ATTR_GET_CONTEXT_NUM_COMP_VECTORS, 4);
	add_out(UVERBS_ATTR_GET_CONTEXT_CORE_SUPPORT, 8);
	if (driver == RDMA_DRIVER_HFI1) {
		add(RDMASIM_ATTR_GET_CONTEXT_COLOR, 4, RDMASIM_MAX_COLOR + 1);
		add_out(RDMASIM_ATTR_GET_CONTEXT_RESULT, 4);
		say_marks("get_context of no color");
		add(RDMASIM_ATTR_GET_CONTEXT_BOX, 0, 1);
		say_marks("get_context with a box");
		call.hdr.num_attrs--;
		call.attrs[2].data = 7;
	} else {
		add(RDMASIM2_ATTR_GET_CONTEXT_VALUE, 4, 0x01020304);
		add_out(RDMASIM2_ATTR_GET_CONTEXT_RESULT, 4);
	}
	say_marks("get_context with what rdmasim adds");
	printf("result %#x\n", *(uint32_t *)out_of(3));
	spoil("get_context with more", 0xffff);
}

/* By write(), as other handles of a program may come. */
static uint32_t make_pd(void)
{
	struct ib_uverbs_alloc_pd_resp resp = {};
	const struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_alloc_pd pd;
	} alloc = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_ALLOC_PD,
			.in_words = sizeof(alloc) / 4,
			.out_words = sizeof(resp) / 4,
		},
		.pd = { .response = (uintptr_t)&resp },
	};

	printf("alloc_pd: %s\n", error_name(write(node, &alloc, sizeof(alloc))));
	return resp.pd_handle;
}

/* So too: the method wants what the second set adds to it. */
static uint32_t make_cq(void)
{
	struct ib_uverbs_create_cq_resp resp = {};
	const struct {
		struct ib_uverbs_cmd_hdr hdr;
		struct ib_uverbs_create_cq cq;
	} create = {
		.hdr = {
			.command = IB_USER_VERBS_CMD_CREATE_CQ,
			.in_words = sizeof(create) / 4,
			.out_words = sizeof(resp) / 4,
		},
		.cq = {
			.response = (uintptr_t)&resp,
			.user_handle = 0x1234,
			.cqe = 10,
			.comp_channel = -1,
		},
	};

	printf("create_cq: %s\n",
	       error_name(write(node, &create, sizeof(create))));
	return resp.cq_handle;
}

static void destroy(const char *what, uint16_t object, uint16_t method,
		    uint16_t id, uint64_t handle)
{
	begin(object, method);
	add(id, 0, handle);
	say(what);
}

/* ---- boxes ------------------------------------------------------------------------ */

/* With all that it can have. */
static void begin_box(void)
{
	strcpy((char *)zeroes, "what is in the box");
	begin(RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	add(RDMASIM_ATTR_BOX_CREATE_HANDLE, 0, 0);
	add(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 4096);
	add(RDMASIM_ATTR_BOX_CREATE_CONTENT, 19, (uintptr_t)zeroes);
	add(RDMASIM_ATTR_BOX_CREATE_PD, 0, pd);
	add(RDMASIM_ATTR_BOX_CREATE_FLAGS, 8, 0);
	add_out(RDMASIM_ATTR_BOX_CREATE_RESULT, sizeof(struct rdmasim_box));
}

static uint32_t make_box(void)
{
	begin(RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_CREATE);
	add(RDMASIM_ATTR_BOX_CREATE_HANDLE, 0, 0);
	add(RDMASIM_ATTR_BOX_CREATE_SIZE, 4, 64);
	return made("a box");
}

static void destroy_box(const char *what, uint64_t box)
{
	destroy(what, RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_DESTROY,
		RDMASIM_ATTR_BOX_DESTROY_HANDLE, box);
}

static void create_boxes(void)
{
	uint32_t box;

	begin_box();
	box = made("box_create");
	printf("size %u\n", *(uint32_t *)out_of(5));
	destroy_box("box_destroy", box);
	begin_box();
	spoil("box_create", 0xffff);
	begin_box();
	call.attrs[3].data = cq;
	say("box_create of a CQ");
	begin_box();
	call.attrs[4].data = RDMASIM_BOX_FAIL;
	say_marks("box_create that fails");
	begin_box();
	call.attrs[5].data = (uintptr_t)edge + 4096;
	say_marks("box_create to nowhere");
	begin_box();
	unwritable("box_create whose answer cannot be written");
	/* One that is known and one that is not, in another order. */
	begin_box();
	call.attrs[3].data = 0x7ffffff0;
	add(0x5555, 8, 0);
	say("box_create of no PD, and an unknown attribute");
	begin_box();
	call.attrs[1].attr_data.reserved = 1;
	call.attrs[3].data = 0x7ffffff0;
	say("box_create of no PD, after reserved");
	begin_box();
	call.attrs[0].len = 8;
	call.attrs[3].data = 0x7ffffff0;
	say("box_create of no PD, after a length");
	begin_box();
	call.attrs[2].len = 4097;
	call.attrs[5].len = 3;
	say("box_create of two wrong lengths");
}

static void read_boxes(uint32_t box)
{
	begin(RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_READ);
	add(RDMASIM_ATTR_BOX_READ_HANDLE, 0, box);
	add(RDMASIM_ATTR_BOX_READ_OFFSET, 4, 8);
	add_out(RDMASIM_ATTR_BOX_READ_CONTENT, 10);
	add_out(RDMASIM_ATTR_BOX_READ_RESULT, sizeof(struct rdmasim_box));
	say_marks("box_read");
	printf("%.10s, size %u, labels %u\n", (char *)out_of(2),
	       ((uint32_t *)out_of(3))[0], ((uint32_t *)out_of(3))[1]);
	spoil("box_read", 0xffff);
	call.attrs[1].data = 4096;
	say_marks("box_read that fails");
	call.attrs[1].data = 0;
	call.attrs[2].data = (uintptr_t)edge + 4096;
	say_marks("box_read to nowhere");
	call.attrs[0].data = cq;
	say("box_read of a CQ");
}

static void begin_modify(uint32_t box, uint8_t how, const void *data,
			 uint16_t len)
{
	struct ib_uverbs_attr *attr;

	begin(RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_MODIFY);
	add(RDMASIM_ATTR_BOX_MODIFY_HANDLE, 0, box);
	attr = add(RDMASIM_ATTR_BOX_MODIFY_HOW, len, (uintptr_t)data);
	attr->attr_data.enum_data.elem_id = how;
	if (len > sizeof(attr->data))
		return;
	attr->data = 0;
	memcpy(&attr->data, data, len);
}

static void modify_boxes(uint32_t box)
{
	static const uint16_t lens[] = { 0, 1, 8, 9, 12, 16, 17, 4096, 4097, 65535 };
	static uint8_t bytes[65536];
	struct rdmasim_box_fill fill = { .offset = 2, .length = 3, .byte = 'x' };
	char text[64];

	memcpy(bytes, &fill, sizeof(fill));
	begin_modify(box, RDMASIM_BOX_FILL, bytes, sizeof(fill));
	say("box_modify");
	spoil("box_modify", 0xffff);
	for (uint8_t how = 0; how < 4; how++)
		for (size_t i = 0; i < COUNT(lens); i++) {
			begin_modify(box, how, bytes, lens[i]);
			snprintf(text, sizeof(text), "box_modify %u of %u bytes",
				 how, lens[i]);
			say(text);
		}
	bytes[65534] = 1;
	begin_modify(box, RDMASIM_BOX_FILL, bytes, 65534);
	say("box_modify with zeroes behind");
	begin_modify(box, RDMASIM_BOX_FILL, bytes, 65535);
	say("box_modify with zeroes and a one");
	call.attrs[1].attr_data.enum_data.reserved = 1;
	say("box_modify with that, and reserved");
	begin_modify(box, 9, bytes, 3);
	call.attrs[1].attr_data.enum_data.reserved = 1;
	say("box_modify in no way, and reserved");
	begin_modify(box, RDMASIM_BOX_COPY, edge + 4096, 100);
	say("box_modify from nowhere");
	begin_modify(box, RDMASIM_BOX_COPY, edge + 4090, 100);
	say("box_modify from the edge");
	begin_modify(cq, RDMASIM_BOX_COPY, edge + 4090, 100);
	say("box_modify of a CQ, from the edge");
	begin_modify(box, RDMASIM_BOX_COPY, edge + 4090, 5000);
	say("box_modify too much from the edge");
}

static void boxes(void)
{
	uint32_t box;

	create_boxes();
	begin_box();
	box = made("box_create");
	read_boxes(box);
	modify_boxes(box);
	destroy("dealloc_pd of a box", UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY,
		UVERBS_ATTR_DESTROY_PD_HANDLE, pd);
	destroy_box("box_destroy of a CQ", cq);
	destroy_box("box_destroy", box);
	destroy_box("box_destroy again", box);
	box = make_box();
	begin(RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_DESTROY);
	add(RDMASIM_ATTR_BOX_DESTROY_HANDLE, 0, box);
	spoil("box_destroy", 0xffff);
	begin(RDMASIM_OBJECT_BOX, RDMASIM_METHOD_BOX_PD);
	add(RDMASIM_ATTR_BOX_PD_HANDLE, 0, 0);
	say("box_pd");
}

/* ---- labels ------------------------------------------------------------------------- */

static void begin_label(const uint32_t *handles, uint16_t count)
{
	struct ib_uverbs_attr *attr;

	begin(RDMASIM_OBJECT_LABEL, RDMASIM_METHOD_LABEL_CREATE);
	add(RDMASIM_ATTR_LABEL_CREATE_HANDLE, 0, 0);
	attr = add(RDMASIM_ATTR_LABEL_CREATE_BOXES, (uint16_t)(4 * count),
		   (uintptr_t)handles);
	if (count > 2)
		return;
	attr->data = 0;
	memcpy(&attr->data, handles, 4u * count);
}

static void labels(void)
{
	static const uint16_t counts[] = { 0, 1, 2, 3, 200, 201, 16383 };
	static uint32_t handles[16384];
	uint32_t label;
	char text[64];

	handles[0] = make_box();
	for (size_t i = 1; i < COUNT(handles); i++)
		handles[i] = handles[0];
	for (size_t i = 0; i < COUNT(counts); i++) {
		begin_label(handles, counts[i]);
		snprintf(text, sizeof(text), "label of %u boxes", counts[i]);
		label = made(text);
		if (!label)
			continue;
		destroy_box("box_destroy with a label", handles[0]);
		destroy("label_destroy", RDMASIM_OBJECT_LABEL,
			RDMASIM_METHOD_LABEL_DESTROY,
			RDMASIM_ATTR_LABEL_DESTROY_HANDLE, label);
	}
	begin_label(handles, 3);
	spoil("label_create", 0xffff);
	handles[100] = cq;
	begin_label(handles, 200);
	say("label of a CQ");
	handles[100] = 0x7ffffff0;
	say("label of what is not there");
	call.attrs[1].data = (uintptr_t)edge + 4096 - 400;
	say("label from the edge");
	call.attrs[1].len = 804;
	say("label of too much from the edge");
	destroy("label_destroy of a box", RDMASIM_OBJECT_LABEL,
		RDMASIM_METHOD_LABEL_DESTROY, RDMASIM_ATTR_LABEL_DESTROY_HANDLE,
		handles[0]);
	/* They have labels that the spoiled calls have made. */
	destroy_box("box_destroy with labels", handles[0]);
}

/* ---- bells ---------------------------------------------------------------------------- */

static int make_bell(void)
{
	begin(RDMASIM_OBJECT_BELL, RDMASIM_METHOD_BELL_CREATE);
	add(RDMASIM_ATTR_BELL_CREATE_FD, 0, 0);
	return (int)made("a bell");
}

static void begin_ring(int bell)
{
	begin(RDMASIM_OBJECT_BELL, RDMASIM_METHOD_BELL_RING);
	add(RDMASIM_ATTR_BELL_RING_FD, 0, (uint64_t)bell);
	add(RDMASIM_ATTR_BELL_RING_VALUE, 8, 77);
}

static void read_bell(int bell)
{
	struct pollfd poll_fd = { .fd = bell, .events = POLLIN };
	uint64_t value;
	int rings = 0;

	while (poll(&poll_fd, 1, 0) == 1) {
		if (read(bell, &value, sizeof(value)) != sizeof(value))
			break;
		rings++;
		if (value != 77)
			printf("it rang with something else\n");
	}
	printf("it rang %d times\n", rings);
}

static void bells(void)
{
	const int bell = make_bell();

	begin(RDMASIM_OBJECT_BELL, RDMASIM_METHOD_BELL_CREATE);
	add(RDMASIM_ATTR_BELL_CREATE_FD, 0, 0);
	spoil("bell_create", 0xffff);
	unwritable("bell_create whose answer cannot be written");
	begin_ring(bell);
	spoil("bell_ring", 0xffff);
	read_bell(bell);
	begin_ring(bell);
	add(RDMASIM_ATTR_BELL_RING_INODE_OF, 0, 0xffff);
	say("bell_ring of no file");
	spoil("bell_ring of no file", 0xffff);
	begin_ring(node);
	say("bell_ring of the node");
	begin_ring(0);
	say("bell_ring of stdin");
	close(bell);
	begin_ring(bell);
	say("bell_ring of what is closed");
}

/* ---- the device, and what there is not ------------------------------------------------- */

static void sum(void)
{
	begin(UVERBS_OBJECT_DEVICE, RDMASIM_METHOD_DEVICE_SUM);
	add(RDMASIM_ATTR_DEVICE_SUM_BYTES, 65535, (uintptr_t)zeroes);
	add_out(RDMASIM_ATTR_DEVICE_SUM_RESULT, 8);
	memset(zeroes, 3, 65535);
	say_marks("device_sum");
	printf("sum %llu\n", *(unsigned long long *)out_of(1));
	call.attrs[0].len = 5;
	call.attrs[0].data = 0x0504030201;
	say("device_sum of what is here");
	printf("sum %llu\n", *(unsigned long long *)out_of(1));
	call.attrs[0].len = 100;
	call.attrs[0].data = (uintptr_t)zeroes;
	spoil("device_sum", 0xffff);
	memset(zeroes, 0, 65535);
}

static void unknown(void)
{
	static const uint16_t numbers[] = {
		0, 1, 3, 4, 5, 6, 7, 16, 19, 20, 0xfff, 0x1000, 0x1001, 0x1002,
		0x1003, 0x1004, 0x101f, 0x1fff, 0x2000, 0x3000, 0x8000, 0x9000,
		0xffff,
	};
	char text[64];

	for (size_t i = 0; i < COUNT(numbers); i++)
		for (size_t k = 0; k < COUNT(numbers); k++) {
			if (!((numbers[i] | numbers[k]) & 0x1000))
				continue;
			begin(numbers[i], numbers[k]);
			snprintf(text, sizeof(text), "method %#x of %#x",
				 numbers[k], numbers[i]);
			say(text);
		}
}

static void handles_of(uint16_t object)
{
	char text[64];

	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_INFO_HANDLES);
	add(UVERBS_ATTR_INFO_OBJECT_ID, 8, object);
	add_out(UVERBS_ATTR_INFO_HANDLES_LIST, 4096);
	add_out(UVERBS_ATTR_INFO_TOTAL_HANDLES, 4);
	snprintf(text, sizeof(text), "handles of %#x", object);
	if (!say(text))
		printf("there are %u\n", *(uint32_t *)out_of(2));
}

static void handles(void)
{
	handles_of(UVERBS_OBJECT_PD);
	handles_of(0x1000);
	handles_of(0x1001);
	handles_of(0x1002);
	handles_of(0x1003);
}

/* ---- what is added to methods of ib_uverbs ------------------------------------------- */

static void begin_cq(void)
{
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_CREATE);
	add(UVERBS_ATTR_CREATE_CQ_HANDLE, 0, 0);
	add(UVERBS_ATTR_CREATE_CQ_CQE, 4, 10);
	add(UVERBS_ATTR_CREATE_CQ_USER_HANDLE, 8, 0x1234);
	add(UVERBS_ATTR_CREATE_CQ_COMP_VECTOR, 4, 0);
	add_out(UVERBS_ATTR_CREATE_CQ_RESP_CQE, 4);
}

static void cqs(void)
{
	const uint32_t box = make_box();
	uint32_t made_cq;

	begin_cq();
	add(RDMASIM_ATTR_CREATE_CQ_COLOR, 4, 99);
	add(RDMASIM_ATTR_CREATE_CQ_BOX, 0, box);
	add(RDMASIM_ATTR_CREATE_CQ_PD, 0, pd);
	add_out(RDMASIM_ATTR_CREATE_CQ_RESULT, sizeof(struct rdmasim_cq));
	made_cq = made("create_cq with what rdmasim adds");
	printf("color %u, size %u\n", ((uint32_t *)out_of(8))[0],
	       ((uint32_t *)out_of(8))[1]);
	destroy_box("box_destroy of a CQ's", box);
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_DESTROY);
	add(UVERBS_ATTR_DESTROY_CQ_HANDLE, 0, made_cq);
	add_out(UVERBS_ATTR_DESTROY_CQ_RESP, 8);
	say("destroy_cq");
	begin_cq();
	add(RDMASIM_ATTR_CREATE_CQ_COLOR, 4, 99);
	add(RDMASIM_ATTR_CREATE_CQ_BOX, 0, box);
	add(RDMASIM_ATTR_CREATE_CQ_PD, 0, pd);
	add_out(RDMASIM_ATTR_CREATE_CQ_RESULT, sizeof(struct rdmasim_cq));
	spoil("create_cq with more", 0xffff);
	call.attrs[5].data = RDMASIM_MAX_COLOR + 1;
	say_marks("create_cq of no color");
	call.attrs[6].data = pd;
	say("create_cq with a PD for a box");
}

static void pds(void)
{
	const uint32_t box = make_box();

	begin(UVERBS_OBJECT_PD, UVERBS_METHOD_PD_DESTROY);
	add(UVERBS_ATTR_DESTROY_PD_HANDLE, 0, make_pd());
	add(RDMASIM_ATTR_DESTROY_PD_WHY, 4, RDMASIM_MAX_COLOR + 1);
	add(RDMASIM_ATTR_DESTROY_PD_BOX, 0, box);
	add_out(RDMASIM_ATTR_DESTROY_PD_RESULT, sizeof(struct rdmasim_pd_end));
	say_marks("pd_destroy that rdmasim refuses");
	spoil("pd_destroy with more", 0xffff);
	call.attrs[1].data = 7;
	say_marks("pd_destroy with what rdmasim adds");
	printf("why %u, size %u\n", ((uint32_t *)out_of(3))[0],
	       ((uint32_t *)out_of(3))[1]);
	say_marks("and again");
	destroy_box("box_destroy of a PD's", box);
}

static void dms(void)
{
	begin(UVERBS_OBJECT_DM, UVERBS_METHOD_DM_ALLOC);
	add(UVERBS_ATTR_ALLOC_DM_HANDLE, 0, 0);
	add(UVERBS_ATTR_ALLOC_DM_LENGTH, 8, 64);
	add(UVERBS_ATTR_ALLOC_DM_ALIGNMENT, 4, 0);
	add(RDMASIM_ATTR_ALLOC_DM_FILL, 8, RDMASIM_DM_ONES);
	add_out(RDMASIM_ATTR_ALLOC_DM_USED, 8);
	say("alloc_dm with what rdmasim adds");
	spoil("alloc_dm with more", 0xffff);
	call.attrs[3].data = 77;
	say_marks("alloc_dm filled with something");
}

/* In both sets. */
static void flow_actions(void)
{
	struct ib_uverbs_flow_action_esp *esp = (void *)(zeroes + 65536);
	struct ib_uverbs_flow_action_esp_keymat_aes_gcm *key =
		(void *)(zeroes + 70000);

	esp->spi = 77;
	key->key_len = 32;
	key->icv_len = 16;
	begin(UVERBS_OBJECT_FLOW_ACTION, UVERBS_METHOD_FLOW_ACTION_ESP_CREATE);
	add(UVERBS_ATTR_CREATE_FLOW_ACTION_ESP_HANDLE, 0, 0);
	add(UVERBS_ATTR_FLOW_ACTION_ESP_ATTRS, sizeof(*esp), (uintptr_t)esp);
	add(UVERBS_ATTR_FLOW_ACTION_ESP_KEYMAT, sizeof(*key), (uintptr_t)key);
	add(RDMASIM_ATTR_CREATE_FLOW_ACTION_PACKETS, 8, 5);
	say("create_flow_action with what rdmasim adds");
	spoil("create_flow_action with more", 0xffff);
}

static void second_cqs(void)
{
	begin_cq();
	add(RDMASIM2_ATTR_CREATE_CQ_VALUE, 4, 0x01020304);
	add_out(RDMASIM2_ATTR_CREATE_CQ_RESULT, 4);
	say("create_cq with what rdmasim adds");
	printf("result %#x\n", *(uint32_t *)out_of(6));
	spoil("create_cq with more", 0xffff);
	begin(UVERBS_OBJECT_DEVICE, UVERBS_METHOD_QUERY_CONTEXT);
	add_out(UVERBS_ATTR_QUERY_CONTEXT_NUM_COMP_VECTORS, 4);
	add_out(UVERBS_ATTR_QUERY_CONTEXT_CORE_SUPPORT, 8);
	add_out(RDMASIM2_ATTR_QUERY_CONTEXT_RESP,
		sizeof(struct rdmasim2_query_context_resp));
	say("query_context");
	printf("support %llu, driver %u, ports %u\n",
	       *(unsigned long long *)out_of(1), ((uint32_t *)out_of(2))[0],
	       ((uint32_t *)out_of(2))[1]);
	spoil("query_context", 0xffff);
}

static void second_destroy(void)
{
	begin(UVERBS_OBJECT_CQ, UVERBS_METHOD_CQ_DESTROY);
	add(UVERBS_ATTR_DESTROY_CQ_HANDLE, 0, make_cq());
	add_out(UVERBS_ATTR_DESTROY_CQ_RESP, 8);
	add_out(RDMASIM2_ATTR_DESTROY_CQ_RESULT, 4);
	say_marks("destroy_cq without what rdmasim wants");
	add(RDMASIM2_ATTR_DESTROY_CQ_VALUE, 4, 0x01020304);
	say_marks("destroy_cq with what rdmasim adds");
	printf("result %#x\n", *(uint32_t *)out_of(2));
	spoil("destroy_cq with more", 0xffff);
}

/* ---- the second set ------------------------------------------------------------------------ */

static void begin_counter(void)
{
	begin(RDMASIM2_OBJECT_COUNTER, RDMASIM2_METHOD_COUNTER_CREATE);
	add(RDMASIM2_ATTR_COUNTER_CREATE_HANDLE, 0, 0);
	add(RDMASIM2_ATTR_COUNTER_CREATE_FIRST, 8, 41);
}

static void second_set(void)
{
	uint32_t counter;

	begin(UVERBS_OBJECT_DEVICE, RDMASIM2_METHOD_DEVICE_FROBNICATE);
	add(RDMASIM2_ATTR_DEVICE_FROBNICATE_VALUE, 4, 0x01020304);
	add_out(RDMASIM2_ATTR_DEVICE_FROBNICATE_RESULT, 4);
	say("device_frobnicate");
	printf("result %#x\n", *(uint32_t *)out_of(1));
	spoil("device_frobnicate", 0xffff);
	begin_counter();
	counter = made("counter_create");
	begin_counter();
	spoil("counter_create", 0xffff);
	begin(RDMASIM2_OBJECT_COUNTER, RDMASIM2_METHOD_COUNTER_NEXT);
	add(RDMASIM2_ATTR_COUNTER_NEXT_HANDLE, 0, counter);
	add_out(RDMASIM2_ATTR_COUNTER_NEXT_VALUE, 8);
	say("counter_next");
	spoil("counter_next", 0xffff);
	printf("value %llu\n", *(unsigned long long *)out_of(1));
	begin(RDMASIM2_OBJECT_COUNTER, RDMASIM2_METHOD_COUNTER_DESTROY);
	add(RDMASIM2_ATTR_COUNTER_DESTROY_HANDLE, 0, counter);
	spoil("counter_destroy", 0xffff);
}

static void no_context(void)
{
	unknown();
	begin(0x1000, 0x1000);
	add(0x1000, 0, 0);
	say("a new object without a context");
	begin(0x1000, 0x1001);
	add(0x1000, 0, 0);
	add_out(driver == RDMA_DRIVER_HFI1 ? RDMASIM_ATTR_BOX_READ_RESULT :
			 RDMASIM2_ATTR_COUNTER_NEXT_VALUE, 8);
	say("an object without a context");
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: %s uverbsN DRIVER_ID\n", argv[0]);
		return 2;
	}
	if (!open_node(argv[1], argv[2]))
		return 1;
	no_context();
	get_context();
	pd = make_pd();
	cq = make_cq();
	unknown();
	if (driver == RDMA_DRIVER_HFI1) {
		boxes();
		labels();
		bells();
		sum();
		cqs();
		pds();
		dms();
	} else {
		second_set();
		second_cqs();
		second_destroy();
	}
	flow_actions();
	handles();
	/* All of it goes with the node; the scenario looks whether it does. */
	printf("the end\n");
	return 0;
}
