#!/bin/sh
# What CMake puts in front of every test program (CMAKE_CROSSCOMPILING_EMULATOR):
# valgrind, if unit.sh asks for it, so that one build serves with and without.
[ -n "${RDMA_UAPI_MEMCHECK:-}" ] || exec "$@"
exec valgrind -q --leak-check=full --show-leak-kinds=definite,indirect \
	--errors-for-leak-kinds=definite,indirect --track-fds=no --error-exitcode=99 "$@"
