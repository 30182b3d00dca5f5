/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/*
 * Headers and attributes are whole words, and few of them: to copy each by itself
 * takes less than copy_from_user() and copy_to_user() take to begin, which look at
 * what is copied first.  Where faults of these are injected they are called.
 */
#ifndef RUAPI_WORDS_H
#define RUAPI_WORDS_H

#include <linux/uaccess.h>
#include <rdma/rdma_uapi.h>

#ifdef CONFIG_FAULT_INJECTION_USERCOPY

static inline int ruapi_get_words(void *to, const void __user *from,
				  unsigned int words)
{
	return copy_from_user(to, from, words * sizeof(u64)) ? -EFAULT : 0;
}

static inline int ruapi_put_words(void __user *to, const void *from,
				  unsigned int words)
{
	return copy_to_user(to, from, words * sizeof(u64)) ? -EFAULT : 0;
}

#else

/**
 * ruapi_get_words() - copy words from the caller
 * @to: memory for them, aligned
 * @from: where they are
 * @words: how many, an even number, but 0
 *
 * Return: 0 or -EFAULT, and some of them may have been copied.
 */
static inline int ruapi_get_words(void *to, const void __user *from,
				  unsigned int words)
{
	const u64 __user *src = from;
	u64 *dst = to;
	unsigned int i;

	might_fault();
	if (!user_read_access_begin(src, words * sizeof(*src)))
		return -EFAULT;
	/* By themselves, so that there is no loop for a header. */
	unsafe_get_user(dst[0], &src[0], fault);
	unsafe_get_user(dst[1], &src[1], fault);
	for (i = 2; i < words; i += 2) {
		unsafe_get_user(dst[i], &src[i], fault);
		unsafe_get_user(dst[i + 1], &src[i + 1], fault);
	}
	user_read_access_end();
	return 0;

fault:
	user_read_access_end();
	return -EFAULT;
}

/**
 * ruapi_put_words() - copy words to the caller
 * @to: where they go
 * @from: the words, aligned
 * @words: how many, an even number
 *
 * Return: 0 or -EFAULT, and some of them may have been copied.
 */
static inline int ruapi_put_words(void __user *to, const void *from,
				  unsigned int words)
{
	const u64 *src = from;
	u64 __user *dst = to;
	unsigned int i;

	might_fault();
	if (!user_write_access_begin(dst, words * sizeof(*dst)))
		return -EFAULT;
	for (i = 0; i < words; i += 2) {
		unsafe_put_user(src[i], &dst[i], fault);
		unsafe_put_user(src[i + 1], &dst[i + 1], fault);
	}
	user_write_access_end();
	return 0;

fault:
	user_write_access_end();
	return -EFAULT;
}

#endif /* CONFIG_FAULT_INJECTION_USERCOPY */

#define RUAPI_WORDS(type) (sizeof(type) / sizeof(u64))

#endif /* RUAPI_WORDS_H */
