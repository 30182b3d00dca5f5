// SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
/*
 * What a file is that shall be run with a library in front of libc: the kernel
 * and the dynamic loader say nothing if that cannot be, and go on without.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "complain.h"
#include "program.h"
#include "text.h"

/* Scripts of scripts: more than Linux follows. */
#define MAX_DEPTH 5

char *program_find(const char *name)
{
	const char *path = getenv("PATH");
	size_t len;
	char *file;

	if (strchr(name, '/'))
		return access(name, F_OK) ? NULL : xprintf("%s", name);
	for (path = path ? path : "/bin:/usr/bin"; ; path += len + 1) {
		len = strcspn(path, ":");
		file = xprintf("%.*s%s%s", (int)len, path, len ? "/" : "./",
			       name);
		if (!access(file, X_OK))
			return file;
		free(file);
		if (!path[len])
			return NULL;
	}
}

/* Programs that gain privileges ignore LD_PRELOAD of other paths. */
static int gains_privileges(const char *file)
{
	struct stat st;

	if (stat(file, &st))
		return 0;
	if (st.st_mode & S_ISUID && st.st_uid != getuid())
		return 1;
	if (st.st_mode & S_ISGID && st.st_mode & S_IXGRP &&
	    st.st_gid != getgid())
		return 1;
	return getuid() != 0 &&
	       getxattr(file, "security.capability", NULL, 0) > 0;
}

/**
 * enum elf_kind - what a file of 64 bits is
 * @ELF_STATIC: a program that the kernel starts alone
 * @ELF_DYNAMIC: a program that names a dynamic loader
 * @ELF_LOADER: a dynamic loader: it runs the program that is its argument
 */
enum elf_kind {
	ELF_STATIC,
	ELF_DYNAMIC,
	ELF_LOADER,
};

/* Position-independent static programs say that they are programs. */
static int is_pie(int fd, const Elf64_Phdr *dynamic)
{
	Elf64_Dyn entry;
	uint64_t at;

	for (at = 0; at + sizeof(entry) <= dynamic->p_filesz;
	     at += sizeof(entry)) {
		if (pread(fd, &entry, sizeof(entry),
			  (off_t)(dynamic->p_offset + at)) != sizeof(entry) ||
		    entry.d_tag == DT_NULL)
			break;
		if (entry.d_tag == DT_FLAGS_1)
			return !!(entry.d_un.d_val & DF_1_PIE);
	}
	return 0;
}

static enum elf_kind elf_kind(int fd)
{
	enum elf_kind kind = ELF_STATIC;
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr;
	unsigned int i;

	if (pread(fd, &ehdr, sizeof(ehdr), 0) != sizeof(ehdr))
		return ELF_STATIC;
	for (i = 0; i < ehdr.e_phnum; i++) {
		if (pread(fd, &phdr, sizeof(phdr), (off_t)(ehdr.e_phoff +
			  (uint64_t)i * ehdr.e_phentsize)) != sizeof(phdr))
			break;
		if (phdr.p_type == PT_INTERP)
			return ELF_DYNAMIC;
		if (phdr.p_type == PT_DYNAMIC && ehdr.e_type == ET_DYN &&
		    !is_pie(fd, &phdr))
			kind = ELF_LOADER;
	}
	return kind;
}

static int check(const char *file, char **argv, int depth);

/* ld.so [OPTION]... PROGRAM: what matters is the program. */
static int check_loaded(char **argv, int depth)
{
	static const char *const with_value[] = {
		"--library-path", "--inhibit-rpath", "--audit", "--preload",
		"--argv0", "--glibc-hwcaps-prepend", "--glibc-hwcaps-mask",
	};
	unsigned int i;

	for (argv++; *argv && !strncmp(*argv, "--", 2); argv++) {
		for (i = 0; i < sizeof(with_value) / sizeof(with_value[0]); i++)
			if (!strcmp(*argv, with_value[i]) && argv[1]) {
				argv++;
				break;
			}
	}
	return *argv ? check(*argv, argv, depth + 1) : 0;
}

static int check_elf(const char *file, int fd, const unsigned char *ident,
		     char **argv, int depth)
{
	const unsigned char ours = sizeof(void *) == 8 ? ELFCLASS64 :
							 ELFCLASS32;

	if (ident[EI_CLASS] != ours) {
		complain("run: %s is a program of another word size than the interposer",
			 file);
		return -ENOEXEC;
	}
	if (ours != ELFCLASS64)
		return 0;
	switch (elf_kind(fd)) {
	case ELF_DYNAMIC:
		return 0;
	case ELF_LOADER:
		return check_loaded(argv, depth);
	default:
		complain("run: %s is statically linked: its system calls cannot be interposed",
			 file);
		return -ENOEXEC;
	}
}

/* "#!/usr/bin/env python3": what matters is the interpreter. */
static int check_script(char *line, int depth)
{
	char *name = line + strspn(line, " \t");
	char *save, *interpreter, *arg, *file;
	char *argv[] = { NULL, NULL };
	int ret;

	interpreter = strtok_r(name, " \t\n", &save);
	if (!interpreter)
		return 0;
	arg = strtok_r(NULL, " \t\n", &save);
	if (!arg || strcmp(strrchr(interpreter, '/') ? : "", "/env")) {
		argv[0] = interpreter;
		return check(interpreter, argv, depth + 1);
	}
	file = program_find(arg);
	argv[0] = file;
	ret = file ? check(file, argv, depth + 1) : 0;
	free(file);
	return ret;
}

static int check(const char *file, char **argv, int depth)
{
	const int fd = open(file, O_RDONLY | O_CLOEXEC);
	char start[256] = "";
	int ret = 0;

	if (gains_privileges(file)) {
		complain("run: %s is set-user-ID, set-group-ID or has capabilities: it cannot be interposed",
			 file);
		ret = -EPERM;
	} else if (fd >= 0 && depth < MAX_DEPTH &&
		   read(fd, start, sizeof(start) - 1) > EI_NIDENT) {
		start[sizeof(start) - 1] = '\0';
		if (!memcmp(start, ELFMAG, SELFMAG))
			ret = check_elf(file, fd, (unsigned char *)start, argv,
					depth);
		else if (!memcmp(start, "#!", 2))
			ret = check_script(strtok(start + 2, "\n") ? : start,
					   depth);
	}
	if (fd >= 0)
		close(fd);
	return ret;
}

int program_check(const char *file, char **argv)
{
	return check(file, argv, 0);
}
