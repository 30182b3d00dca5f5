/* SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB */
/* The oldest version of a function of glibc. */
#ifndef COMPAT_VERSION_H
#define COMPAT_VERSION_H

/* What the first glibc of an architecture called its symbols. */
#if defined(__x86_64__)
#define OLDEST_GLIBC "GLIBC_2.2.5"
#elif defined(__aarch64__) || defined(__powerpc64__)
#define OLDEST_GLIBC "GLIBC_2.17"
#elif defined(__s390x__)
#define OLDEST_GLIBC "GLIBC_2.2"
#endif

#ifdef OLDEST_GLIBC
#define OLD_SYMBOL(name) \
	__asm__(".symver " #name "," #name "@" OLDEST_GLIBC)
#else
#define OLD_SYMBOL(name) _Static_assert(1, "whatever there is")
#endif

#endif /* COMPAT_VERSION_H */
