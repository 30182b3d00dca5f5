/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* Words of a policy: what they name. */
#ifndef RUAPI_CLI_POLICY_WORDS_H
#define RUAPI_CLI_POLICY_WORDS_H

#include "policy_file.h"

/* Each returns NULL, or in words why not; valid until the next one. */
const char *policy_word_action(struct policy_line *line, const char *word);
const char *policy_word_method(struct policy_method *method, const char *word);
const char *policy_word_driver(uint32_t *driver, const char *word);
const char *policy_word_number(unsigned long *number, const char *word,
			       unsigned long min, unsigned long max);
const char *policy_word_rate(uint64_t *interval, unsigned long *per,
			     const char *word);
const char *policy_word_ucap(uint64_t *ucaps, const char *word);
/* "qp.create", "rdmasim:box.put" or numbers; to be freed. */
char *policy_action_text(uint32_t driver, unsigned int object,
			 unsigned int action);

#endif /* RUAPI_CLI_POLICY_WORDS_H */
