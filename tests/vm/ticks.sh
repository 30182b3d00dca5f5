#!/bin/bash
# Prints how many thousand times a second the time-stamp counter of this host ticks,
# measured once per boot of the host, or nothing where that cannot be known.  An
# emulated guest has that counter for its clock.  It finds the frequency out by itself,
# by an emulated timer; on a busy host that fails now and then, and the guest's clock
# was once 26 times too fast: whatever had a limit of time failed.
# usage: ticks.sh
set -euo pipefail
. "$(dirname "$0")/lib.sh"

(($# == 0)) || usage
[[ $(uname -m) == x86_64 ]] && command -v cc >/dev/null || exit 0

# measure: prints it.
measure()
{
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM
	cc -O1 -Wall -Werror -o "$work/ticks" -x c - <<-'END'
		#include <stdio.h>
		#include <time.h>
		#include <x86intrin.h>

		/* Both clocks in one breath: of many tries the one that was least interrupted. */
		static unsigned long long now(unsigned long long *ticks)
		{
			unsigned long long best = -1ULL, ns = 0;

			for (int i = 0; i < 1000; i++) {
				const unsigned long long before = __rdtsc();
				struct timespec t;

				clock_gettime(CLOCK_MONOTONIC_RAW, &t);
				if (__rdtsc() - before >= best)
					continue;
				best = __rdtsc() - before;
				*ticks = before;
				ns = t.tv_sec * 1000000000ULL + t.tv_nsec;
			}
			return ns;
		}

		int main(void)
		{
			unsigned long long ticks, more, ns = now(&ticks);

			nanosleep(&(struct timespec) { .tv_nsec = 200000000 }, NULL);
			ns = now(&more) - ns;
			printf("%llu\n", (more - ticks) * 1000000 / ns);
		}
	END
	"$work/ticks"
}

once_per_boot ticks measure
