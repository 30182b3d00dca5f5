#!/bin/sh
# What CMake puts in front of every test program (CMAKE_CROSSCOMPILING_EMULATOR):
# valgrind, if unit.sh asks for it, or the root of another Debian, whose libraries it
# gets, so that one build serves for all.
[ -z "${RDMA_UAPI_SUITE:-}" ] || exec "$(dirname "$0")/root.sh" "$RDMA_UAPI_SUITE" "$@"
[ -n "${RDMA_UAPI_MEMCHECK:-}" ] || exec "$@"
exec valgrind -q --leak-check=full --show-leak-kinds=definite,indirect \
	--errors-for-leak-kinds=definite,indirect --track-fds=no --error-exitcode=99 "$@"
