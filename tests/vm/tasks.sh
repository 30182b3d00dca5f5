# tasks_of PID...: what each of their threads does, for a failure that may not be seen a
# second time.  Source it.
# shellcheck shell=bash

tasks_of()
{
	local pid task

	for pid; do
		echo "$pid: $(tr '\0' ' ' <"/proc/$pid/cmdline")"
		for task in "/proc/$pid/task/"*; do
			echo "  thread ${task##*/} in $(<"$task/wchan"), system call $(<"$task/syscall")"
			sed 's/^/    /' "$task/stack"
		done
		grep -hs '^ruapi' "/proc/$pid/fdinfo/"* | sort -u | sed 's/^/  /'
	done 2>/dev/null
}

# pids_of NAME: the processes that are called so.  pgrep reads everything of every process,
# which takes most of a second on an emulated CPU.
pids_of()
{
	local file name

	for file in /proc/[0-9]*/comm; do
		read -r name <"$file" && [[ $name == "$1" ]] && echo "${file//[^0-9]/}"
	done 2>/dev/null
	return 0
}
