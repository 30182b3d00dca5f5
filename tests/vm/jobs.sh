# Runs jobs side by side and counts their tests.  Source it after lib.sh, with
# the folder of their logs in $logs.
# A job is a command that prints TAP; it starts when the jobs that it comes after
# have ended and there is room, those that were named first before others.  What
# fails is shown at once, a line at a time, with the name of its job.
# shellcheck shell=bash

: "${logs:?where the logs of jobs go}"
passed=0 failed=0

# By job: what it comes after (names, one to a line), how many of the places it
# takes, its command (quoted), then state (waiting, running, good, bad), process
# group, and seconds.
JOBS_NAMED=()
declare -A JOB_AFTER=() JOB_WEIGHT=() JOB_COMMAND=() JOB_STATE=() JOB_PID=()
declare -A JOB_START=() JOB_TOOK=() JOB_LOG=() JOB_RESULT=()

# job NAME [--weight N] [--after NAME]... -- COMMAND [ARGUMENT]...: a job that has
# been named already stays as it is, and one that never is named is not waited for.
job()
{
	local name=$1 after='' weight=1

	[[ -z ${JOB_STATE[$name]:-} ]] || return 0
	shift
	while [[ $1 != -- ]]; do
		case $1 in
		--after) after+=$2$'\n' ;;
		--weight) weight=$2 ;;
		*) die "job: unknown option $1" ;;
		esac
		shift 2
	done
	shift
	JOBS_NAMED+=("$name")
	JOB_AFTER[$name]=$after JOB_WEIGHT[$name]=$weight JOB_STATE[$name]=waiting
	JOB_COMMAND[$name]=$(printf '%q ' "$@")
}

# Shows failures and their diagnostics, and how guests get on.
job_failures()
{
	awk -v name="$1" '
		/^not ok / { show = 1; print name ": " $0; fflush(); next }
		/^# scenario .* took / { show = 0; print "    " name ": " substr($0, 3); fflush(); next }
		/^#/ { if (show) { print name ": " $0; fflush() }; next }
		{ show = 0 }'
}

job_start()
{
	local name=$1 log

	log=$logs/$(printf %02d $((${#JOB_LOG[@]} + 1)))-${name//[^A-Za-z0-9.]/-}.log
	JOB_LOG[$name]=$log JOB_START[$name]=$SECONDS JOB_STATE[$name]=running
	say "$name"
	# A process group of its own, so that all of it can be ended.
	set -m
	(
		set +em
		trap - EXIT INT TERM
		status=0
		eval "${JOB_COMMAND[$name]}" </dev/null 2>&1 | tee "$log" | job_failures "$name" ||
			status=${PIPESTATUS[0]}
		times >"$log.times"
		exit "$status"
	) &
	JOB_PID[$name]=$!
	set +m
}

# job_end NAME STATUS
job_end()
{
	local name=$1 status=$2 log=${JOB_LOG[$1]} good bad took=$((SECONDS - JOB_START[$1]))

	good=$(grep -acE '^ok ' "$log" || true)
	good=$((good - $(grep -acE '^ok .* # SKIP' "$log" || true)))
	bad=$(grep -acE '^not ok ' "$log" || true)
	if ((!bad && (status || !good))); then
		((!status)) || tail -n 30 "$log" | sed "s|^|$name: |"
		echo "$name: not ok - $( ((status)) && echo "status $status" || echo "no tests were run")"
		bad=1
	fi
	passed=$((passed + good)) failed=$((failed + bad))
	JOB_TOOK[$name]=$took
	JOB_RESULT[$name]="$good passed$( ((!bad)) || echo ", $bad failed")"
	((bad)) && JOB_STATE[$name]=bad || JOB_STATE[$name]=good
	if ((bad)); then
		echo "    $name: $RED${JOB_RESULT[$name]}$PLAIN in $(duration "$took"); log: $log"
	else
		echo "    $name: $GREEN${JOB_RESULT[$name]}$PLAIN in $(duration "$took")"
	fi
}

# cpu_time NAME: seconds of CPU that a job and all that it waited for have had.
cpu_time()
{
	awk '
		function seconds(time) { split(time, part, "[ms]"); return part[1] * 60 + part[2] }
		{ sum += seconds($1) + seconds($2) }
		END { printf "%d", sum }' "${JOB_LOG[$1]}.times" 2>/dev/null || echo 0
}

# job_ready NAME: all that it comes after has ended well.  If not well, it is not
# run, which is a failure.
job_ready()
{
	local other

	while read -r other; do
		case ${JOB_STATE[${other:-nobody}]:-good} in
		waiting | running) return 1 ;;
		bad)
			echo "$1: not ok - not run, because this failed: $other"
			JOB_STATE[$1]=bad JOB_RESULT[$1]="not run"
			failed=$((failed + 1))
			return 1
			;;
		esac
	done <<<"${JOB_AFTER[$1]}"
}

# run_jobs PLACES: all that have been named.  A job that needs more places than
# there are runs alone.
run_jobs()
{
	local places=$1 used name pid status

	while :; do
		used=0
		for name in "${JOBS_NAMED[@]}"; do
			[[ ${JOB_STATE[$name]} != running ]] || used=$((used + JOB_WEIGHT[$name]))
		done
		for name in "${JOBS_NAMED[@]}"; do
			[[ ${JOB_STATE[$name]} == waiting ]] || continue
			((!used || used + JOB_WEIGHT[$name] <= places)) || continue
			job_ready "$name" || continue
			job_start "$name"
			used=$((used + JOB_WEIGHT[$name]))
		done
		((used)) || break
		status=0
		# shellcheck disable=SC2046 # numbers
		wait -n -p pid $(running_jobs) || status=$?
		for name in "${JOBS_NAMED[@]}"; do
			[[ ${JOB_STATE[$name]} != running || ${JOB_PID[$name]} != "$pid" ]] || job_end "$name" "$status"
		done
	done
}

# The process groups of those that run.
running_jobs()
{
	local name

	for name in "${JOBS_NAMED[@]}"; do
		[[ ${JOB_STATE[$name]} != running ]] || echo "${JOB_PID[$name]}"
	done
}

# Ends all that run, and waits until they have.
stop_jobs()
{
	local i pid left

	for pid in $(running_jobs); do kill -TERM -- "-$pid" 2>/dev/null || true; done
	for ((i = 0; i < 50; i++)); do
		left=
		for pid in $(running_jobs); do ! kill -0 -- "-$pid" 2>/dev/null || left=1; done
		[[ -n $left ]] || return 0
		sleep 0.1
	done
	for pid in $(running_jobs); do kill -KILL -- "-$pid" 2>/dev/null || true; done
}

# What took how long, jobs and then scenarios, the longest first.
job_times()
{
	local name sum=0 took what
	local -A cpu=()

	for name in "${!JOB_TOOK[@]}"; do
		cpu[$name]=$(cpu_time "$name")
		sum=$((sum + cpu[$name]))
	done
	say "what took how long: $(duration "$sum") of CPU time in $(duration "$SECONDS")"
	for name in "${!JOB_TOOK[@]}"; do
		printf '%d\t%s, %s, CPU %s\n' "${JOB_TOOK[$name]}" "$name" "${JOB_RESULT[$name]}" "$(duration "${cpu[$name]}")"
	done | sort -t $'\t' -k1,1nr -k2 | while IFS=$'\t' read -r took what; do
		printf '    %13s  %s\n' "$(duration "$took")" "$what"
	done
	((${#JOB_LOG[@]})) || return 0
	awk '/^# scenario .* on / { kernel = $5 }
		/^# scenario .* took / {
			what = $3 " on " kernel
			took = $5
			sub(/^# scenario [^ ]+ took [0-9]+ s/, "")
			print took "\t" what $0
		}' "${JOB_LOG[@]}" |
		sort -t $'\t' -k1,1nr -k2 | while IFS=$'\t' read -r took what; do
		printf '    %13s      scenario %s\n' "$(duration "$took")" "$what"
	done
}

# What failed, once more and in few lines, as only the end of a long output may be
# kept: for each job, or scenario of a guest, how many and the first one's name.
jobs_that_failed()
{
	local name

	for name in "${JOBS_NAMED[@]}"; do
		[[ ${JOB_STATE[$name]} == bad ]] || continue
		if [[ -z ${JOB_LOG[$name]:-} ]]; then
			echo "    $name: not run"
			continue
		fi
		awk -v job="$name" '
			/^# scenario .* on / { where = job ": " $3 }
			/^# scenario .* took / { where = job }
			/^not ok / {
				if (!where) where = job
				if (!count[where]++) { order[++n] = where; first[where] = $0 }
			}
			END {
				for (i = 1; i <= n; i++)
					printf "    %s: %d, first: %s\n", order[i], count[order[i]], substr(first[order[i]], 1, 100)
				if (!n) print "    " job ": ended badly"
			}' "${JOB_LOG[$name]}"
	done
}
