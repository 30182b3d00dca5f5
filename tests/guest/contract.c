// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * The errno contract, by specification: every action that the running module
 * describes is called in every wrong way that its rows can tell.  Each must
 * fail as rdma_uapi.h says, name the attribute and the reason, and leave nothing.
 *
 * usage: contract DEVICE OTHER-DEVICE
 */
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "contract.h"

/* ---- what belongs to no action ------------------------------------------- */

static bool known_action(unsigned int object, unsigned int action)
{
	uint32_t i;

	for (i = 0; i < desc.num_actions; i++)
		if (desc.actions[i].object == object &&
		    desc.actions[i].action == action)
			return true;
	return false;
}

static void unknown_actions(void)
{
	static const uint16_t far[] = { 64, 255, 256, 0x7fff, 0x8000, 0xffff };
	unsigned int object, action, nr, i;
	struct ruapi_hdr hdr;
	int ret;

	/* A driver's are only known in a context of its, which is missing. */
	test_begin("unknown objects and actions");
	for (nr = RUAPI_CLASS_CALL; nr <= RUAPI_CLASS_DRIVER; nr++) {
		for (i = 0; i < 80 * (64 + COUNT(far)); i++) {
			object = i / (64 + COUNT(far));
			action = i % (64 + COUNT(far));
			if (action >= 64)
				action = far[action - 64];
			if (object >= 70)
				object = far[(object - 70) % COUNT(far)];
			if (known_action(object, action))
				continue;
			hdr = (struct ruapi_hdr) {
				.length = sizeof(hdr),
				.object = object,
				.action = action,
			};
			ret = ioctl(fd, _IOWR(RUAPI_IOC_TYPE, nr,
					      struct ruapi_hdr), &hdr) ?
				      -errno : 0;
			test_ret(ret, nr == RUAPI_CLASS_DRIVER &&
				 (object | action) & RUAPI_DRIVER_NS ?
				 -EINVAL : -EPROTONOSUPPORT,
				 "class %#x object %u action %u", nr, object,
				 action);
		}
	}
	for (object = 0; object < 64; object++)
		for (action = 0; action < 64; action++)
			if (!known_action(object, action))
				test_ret(fast(object, action, 1, 0),
					 -EPROTONOSUPPORT,
					 "FAST object %u action %u", object,
					 action);
	for (i = 0; i < desc.num_actions; i++)
		if (desc.actions[i].ioc_nr != RUAPI_CLASS_FAST)
			test_ret(fast(desc.actions[i].object,
				      desc.actions[i].action, 1, 0),
				 -EPROTONOSUPPORT, "%s.%s as FAST",
				 desc.actions[i].object_name,
				 desc.actions[i].action_name);
}

static void unknown_ioctls(void)
{
	static const unsigned long others[] = {
		0x5401 /* TCGETS */, 0xc0181b01 /* RDMA_VERBS_IOCTL */,
		0, 0xffffffff,
	};
	unsigned int nr, i;

	test_begin("unknown ioctl numbers");
	for (nr = 0; nr < 256; nr++) {
		if (nr != 0x93)
			test_ret(ioctl(fd, _IOW(RUAPI_IOC_TYPE, nr,
						struct ruapi_fast), arg_page) ?
				 -errno : 0, -ENOTTY, "%#x as FAST", nr);
		if ((nr < 0x90 || nr > 0x92) && nr != 0x94 && nr != 0x95)
			test_ret(ioctl(fd, _IOWR(RUAPI_IOC_TYPE, nr,
						 struct ruapi_hdr), arg_page) ?
				 -errno : 0, -ENOTTY, "%#x as CALL", nr);
		test_ret(ioctl(fd, _IO(RUAPI_IOC_TYPE, nr), arg_page) ?
			 -errno : 0, -ENOTTY, "%#x without argument", nr);
		test_ret(ioctl(fd, _IOWR(RUAPI_IOC_TYPE, nr, char[48]),
			       arg_page) ? -errno : 0,
			 -ENOTTY, "%#x with another size", nr);
	}
	for (i = 0; i < COUNT(others); i++)
		test_ret(ioctl(fd, others[i], arg_page) ? -errno : 0, -ENOTTY,
			 "%#lx", others[i]);
}

/* An attribute that nobody knows: that it is not has to be told. */
static void put_unknown(struct ruapi_msg *msg)
{
	ruapi_msg_add(msg, RUAPI_MAX_ATTRS - 1, RUAPI_WIRE_IN, 4, 0);
}

/*
 * An answer that cannot be written: nothing may have happened, also where
 * nothing can be undone.
 */
static void read_only_effects(void)
{
	char *read_only = arg_page + 2 * ROOM;
	struct ruapi_qp_attr attr = {
		.mask = 1 | 8 | 16 | 32, /* STATE ACCESS_FLAGS PKEY_INDEX PORT */
		.qp_state = 1,
		.port_num = 1,
	};
	struct ruapi_qp_query_args query = {
		.handle = ours.handle[RUAPI_OBJ_QP],
	};
	struct ruapi_qp_attr found = {};
	struct ruapi_cm_id_query_args cm = {
		.handle = ours.handle[RUAPI_OBJ_CM_ID],
	};
	const uint16_t any[8] = { 2 };
	struct ruapi_msg msg;
	struct ruapi_hdr *hdr = ruapi_msg_hdr(&msg);
	uint32_t state;
	int ret;

	test_begin("a call whose answer cannot be written has no effect");
	query.attr = &found;
	test_ret(ruapi_qp_query(fd, &query), 0, "qp.query");
	state = found.qp_state;
	ruapi_msg_init(&msg, RUAPI_OBJ_QP, RUAPI_QP_MODIFY);
	ruapi_msg_obj(&msg, RUAPI_QP_MODIFY_HANDLE, RUAPI_OBJ_QP, query.handle);
	ruapi_msg_buf_in(&msg, RUAPI_QP_MODIFY_ATTR, &attr, sizeof(attr));
	put_unknown(&msg);
	mprotect(read_only, ROOM, PROT_READ | PROT_WRITE);
	memcpy(read_only, hdr, hdr->length);
	mprotect(read_only, ROOM, PROT_READ);
	ret = ioctl(fd, RUAPI_IOC_CALL, read_only) ? -errno : 0;
	test_ret(ret, -EFAULT, "qp.modify");
	test_ret(ruapi_qp_query(fd, &query), 0, "qp.query");
	test_check(found.qp_state == state,
		   "qp.modify: the QP went from state %u to %u", state,
		   found.qp_state);

	ruapi_msg_init(&msg, RUAPI_OBJ_CM_ID, RUAPI_CM_ID_BIND_ADDR);
	ruapi_msg_obj(&msg, RUAPI_CM_ID_BIND_ADDR_HANDLE, RUAPI_OBJ_CM_ID,
		      cm.handle);
	ruapi_msg_buf_in(&msg, RUAPI_CM_ID_BIND_ADDR_ADDR, any, sizeof(any));
	put_unknown(&msg);
	mprotect(read_only, ROOM, PROT_READ | PROT_WRITE);
	memcpy(read_only, hdr, hdr->length);
	mprotect(read_only, ROOM, PROT_READ);
	ret = ioctl(fd, RUAPI_IOC_CM, read_only) ? -errno : 0;
	test_ret(ret, -EFAULT, "cm_id.bind_addr");
	test_ret(ruapi_cm_id_query(fd, &cm), 0, "cm_id.query");
	test_check(cm.state == RUAPI_CM_ID_IDLE,
		   "cm_id.bind_addr: the id is in state %u", cm.state);
}

/* Commands are ioctls: what is written has no privileges to take on. */
static void written_commands(void)
{
	struct ruapi_namespace_view_args view = {};
	const int fds[] = { fd, ours.queue_fd };
	const struct ruapi_hdr hdr = {
		.length = sizeof(hdr),
		.object = RUAPI_OBJ_NAMESPACE,
		.action = RUAPI_NAMESPACE_NOP,
	};
	/* IB_USER_VERBS_CMD_GET_CONTEXT of ib_uverbs: 12 words in and out */
	const uint32_t legacy[12] = { 0, 0xc000c };
	unsigned int i;

	test_begin("write() is no command");
	test_ret(ruapi_namespace_view(fd, &view), 0, "view");
	for (i = 0; i <= COUNT(fds); i++) {
		const int to = i < COUNT(fds) ? fds[i] : view.fd;

		test_ret(write(to, &hdr, sizeof(hdr)) < 0 ? -errno : 0, -EINVAL,
			 "a call on fd %u", i);
		test_ret(write(to, legacy, sizeof(legacy)) < 0 ? -errno : 0,
			 -EINVAL, "a command of ib_uverbs on fd %u", i);
	}
	close(view.fd);
	check_left("afterwards", false);
}

/* ---- the whole ----------------------------------------------------------- */

static void attack(const struct ruapi_desc_action *action, bool last)
{
	static const struct {
		const char *name;
		void (*run)(const struct ruapi_desc_action *action);
	} families[] = {
		{ "header", attack_header },
		{ "attributes", attack_attrs },
		{ "unknown attributes", attack_unknown },
		{ "handles", attack_handles },
		{ "pointers", attack_pointers },
		{ "driver", attack_driver },
	};
	unsigned int i;

	if (action->ioc_nr == RUAPI_CLASS_FAST) {
		attack_fast(action);
		return;
	}
	for (i = 0; i < COUNT(families); i++) {
		/* An AH, say, that only another driver has. */
		if (families[i].run == attack_driver && !has_makers(action)) {
			printf("# %s.%s: %s has no such object\n",
			       action->object_name, action->action_name,
			       ours.name);
			continue;
		}
		test_begin("%s.%s: %s", action->object_name,
			   action->action_name, families[i].name);
		families[i].run(action);
		/* The rdma tool takes its time: once per object. */
		check_left("afterwards", last && i + 1 == COUNT(families));
	}
}

int main(int argc, char **argv)
{
	uint32_t i;

	if (argc != 3)
		bail_out("usage: contract DEVICE OTHER-DEVICE");
	contract_begin();
	make_sets(argv[1], argv[2]);
	num_before = list_objects(before);
	fds_before = open_fds();
	fdinfo_before = fdinfo(fd);
	resources_before = resources();
	check_foreign();

	unknown_ioctls();
	unknown_actions();
	for (i = 0; i < desc.num_actions; i++)
		attack(&desc.actions[i], i + 1 == desc.num_actions ||
		       desc.actions[i].object != desc.actions[i + 1].object);
	read_only_effects();
	written_commands();
	attack_batches();
	attack_tombstones();

	test_begin("after all this nothing is locked, and nothing is left");
	test_ret(destroy_sets(), 0, "objects");
	test_check(!count_objects(fd), "%u objects", count_objects(fd));
	return test_done();
}
