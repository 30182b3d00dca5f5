// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/* Events by their names. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "event_filter.h"
#include "nearest.h"
#include "text.h"

/* Where the codes of RUAPI_EVENT_ASYNC begin: behind all types. */
#define FIRST_CODE 16

_Static_assert((int)__RUAPI_EVENT_MAX <= FIRST_CODE, "a number has two names");

const char *event_filter_name(unsigned int number)
{
	if (number < FIRST_CODE)
		return ruapi_event_type_name(number);
	return ruapi_event_code_name(RUAPI_EVENT_ASYNC, number - FIRST_CODE);
}

static uint64_t bit(unsigned int number)
{
	return number < EVENT_NAMES ? UINT64_C(1) << number : 0;
}

static int add(struct event_filter *filter, const char *name)
{
	unsigned int i;

	for (i = 0; i < EVENT_NAMES; i++)
		if (event_filter_name(i) &&
		    !strcasecmp(event_filter_name(i), name)) {
			filter->names |= bit(i);
			return 0;
		}
	return -1;
}

static char *unknown(const char *name)
{
	struct nearest nearest = { .wrong = name };
	unsigned int i;
	char *hint, *text;

	for (i = 0; i < EVENT_NAMES; i++)
		if (event_filter_name(i))
			nearest_try(&nearest, event_filter_name(i));
	hint = nearest_hint(&nearest);
	text = xprintf("'%s'%s", name, hint);
	free(hint);
	return text;
}

char *event_filter_add(struct event_filter *filter, const char *names)
{
	char *wrong = NULL, *name;
	size_t len;

	for (; !wrong; names += len + 1) {
		len = strcspn(names, ",");
		name = xprintf("%.*s", (int)len, names);
		if (add(filter, name))
			wrong = unknown(name);
		free(name);
		if (!names[len])
			break;
	}
	return wrong;
}

/* That some are missing is never left out. */
int event_filter_takes(const struct event_filter *filter,
		       const struct ruapi_event *event)
{
	if (!filter->names || event->type == RUAPI_EVENT_OVERFLOW)
		return 1;
	if (filter->names & bit(event->type < FIRST_CODE ? event->type :
							   EVENT_NAMES))
		return 1;
	return event->type == RUAPI_EVENT_ASYNC &&
	       event->code < EVENT_NAMES - FIRST_CODE &&
	       filter->names & bit(FIRST_CODE + event->code);
}
