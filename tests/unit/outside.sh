#!/bin/bash
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# What is installed is enough for a project of somebody else's, in C and in C++:
# by pkg-config, by CMake's find_package(), shared and static.  The program is the
# one in README.md.
#
#   outside.sh CMAKE BUILD_DIR README

cmake=$1 build=$2 readme=$3
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
prefix=$tmp/prefix
failed=0
number=0

# succeeds NAME COMMAND...
succeeds()
{
	local name=$1

	shift
	number=$((number + 1))
	if "$@" >"$tmp/out" 2>&1; then
		echo "ok $number - $name"
	else
		failed=1
		echo "not ok $number - $name"
		sed 's/^/# /' "$tmp/out"
	fi
}

# runs PROGRAM: it gets as far as it can without a device
runs()
{
	local said

	said=$(LD_LIBRARY_PATH=$(dirname "$(find "$prefix" -name 'librdma_uapi.so')") "$@" 2>&1)
	echo "$said"
	[[ $said == "/dev/rdma_uapi: "* || $said == "CONTEXT.OPEN: "* || $said == "protection domain "* ]]
}

with_pkg_config()
{
	PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name rdma_uapi.pc)") pkg-config "$@" rdma_uapi
}

# by_hand COMPILER OPTION...: with what pkg-config says
by_hand()
{
	# shellcheck disable=SC2046
	"$@" $(with_pkg_config --cflags --libs)
}

static()
{
	# shellcheck disable=SC2046
	"${CC:-cc}" -static -o "$tmp/static" "$tmp/main.c" $(with_pkg_config --cflags --static --libs)
}

cmake_project()
{
	mkdir -p "$tmp/project"
	cp "$tmp/main.c" "$tmp/main.cc" "$tmp/project"
	cat >"$tmp/project/CMakeLists.txt" <<-END
		cmake_minimum_required(VERSION 3.20)
		project(outside C CXX)
		find_package(rdma_uapi 0.1 REQUIRED)
		add_executable(shared main.c)
		target_link_libraries(shared PRIVATE rdma_uapi::rdma_uapi)
		add_executable(static main.c)
		target_link_libraries(static PRIVATE rdma_uapi::rdma_uapi_static)
		add_executable(cxx main.cc)
		target_link_libraries(cxx PRIVATE rdma_uapi::rdma_uapi)
	END
	"$cmake" -S "$tmp/project" -B "$tmp/project/build" -DCMAKE_PREFIX_PATH="$prefix" &&
		"$cmake" --build "$tmp/project/build"
}

# A version that is not there, and one that would break programs.
too_new()
{
	sed -i "s/find_package(rdma_uapi [0-9.]*/find_package(rdma_uapi $1/" "$tmp/project/CMakeLists.txt"
	! "$cmake" -S "$tmp/project" -B "$tmp/project/other" -DCMAKE_PREFIX_PATH="$prefix" 2>&1 |
		grep -q "Build files"
}

sed -n '/^```c$/,/^```$/{/^```/!p}' "$readme" >"$tmp/main.c"
cat >"$tmp/main.cc" <<'END'
#include <cstdio>
#include <cstring>
#include <rdma_uapi/rdma_uapi.h>

int main()
{
	const int fd = ruapi_open();
	ruapi_pd_alloc_args pd = {};
	char text[256];

	if (fd < 0) {
		std::printf("%s: %s\n", RUAPI_DEVICE_PATH, std::strerror(-fd));
		return 1;
	}
	pd.context = 1;
	if (ruapi_pd_alloc(fd, &pd))
		std::printf("%s\n", ruapi_strerror_call(text, sizeof(text), &pd.error));
	return 0;
}
END

succeeds "it is installed" "$cmake" --install "$build" --prefix "$prefix"
succeeds "pkg-config knows the version" with_pkg_config --atleast-version=0.1 --exists
succeeds "a program by pkg-config" by_hand "${CC:-cc}" -Wall -Wextra -Werror -std=c99 -o "$tmp/c" "$tmp/main.c"
succeeds "it runs" runs "$tmp/c"
succeeds "a static one" static
succeeds "it runs" runs "$tmp/static"
succeeds "one in C++" by_hand "${CXX:-c++}" -Wall -Wextra -Werror -std=c++11 -o "$tmp/cxx" "$tmp/main.cc"
succeeds "it runs" runs "$tmp/cxx"
succeeds "a project by CMake" cmake_project
for program in shared static cxx; do
	succeeds "its program '$program' runs" runs "$tmp/project/build/$program"
done
succeeds "the installed tree can be moved" mv "$prefix" "$tmp/moved"
prefix=$tmp/moved
succeeds "and is found where it is" cmake_project
succeeds "a newer version is not there" too_new 0.9
succeeds "nor is another major one" too_new 1.0

echo "1..$number"
exit "$failed"
