#!/bin/bash
# jobs.sh: what runs beside what, what is shown and counted, and that nothing is
# left when it is stopped.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
. "$VM/tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# with PLACES <JOBS: a script of its own that names jobs, runs them, and says
# what they counted.
with()
{
	{
		printf '. %q\nlogs=%q\n. %q\n' "$VM/lib.sh" "$work/logs" "$VM/jobs.sh"
		cat <<-'END'
			set -euo pipefail
			echo $$ >"$logs.pid"
			trap stop_jobs EXIT
			trap 'exit 130' INT HUP
			trap 'exit 143' TERM
			mkdir -p "$logs"
			# meet NAME OTHER: goes on as soon as both have come.
			meet()
			{
				touch "$logs/$1.came"
				for i in {1..200}; do
					[[ ! -e $logs/$2.came ]] || { echo "ok - $1 meets $2"; return; }
					sleep 0.1
				done
				echo "not ok - $1 meets $2"
			}
			# alone NAME: nobody else is here meanwhile.
			alone()
			{
				mkdir "$logs/alone" && sleep 0.5 && rmdir "$logs/alone" && echo "ok - $1" || echo "not ok - $1"
			}
		END
		cat
		printf 'run_jobs %d\njob_times\njobs_that_failed\necho "$passed passed, $failed failed"\n' "$1"
	} >"$work/script"
	rm -rf "$work/logs"
	# What is ignored from the beginning, as by nohup, a script cannot trap.
	env --default-signal=HUP,TERM bash "$work/script" 2>&1 || true
}

said=$(with 2 <<'END'
job "one" -- meet one two
job "two" -- meet two one
END
)
like "two jobs run side by side" "$said" $'\n2 passed, 0 failed$'

said=$(with 1 <<'END'
job "one" -- alone one
job "two" -- alone two
END
)
like "where there is one place, one after the other" "$said" $'\n2 passed, 0 failed$'
said=$(with 3 <<'END'
job "big" --weight 5 -- alone big
job "small" -- alone small
END
)
like "a job that needs more places than there are runs alone" "$said" $'\n2 passed, 0 failed$'
said=$(with 4 <<'END'
job "last" --after first --after "nobody at all" -- alone last
job "first" -- alone first
END
)
is "a job comes after what it waits for" "$(grep '==>' <<<"$said" | head -n 2)" $'==> first\n==> last'

said=$(with 2 <<'END'
job "good" -- printf '%s\n' 'ok - a' 'ok - b # SKIP no' '# scenario s on 6.1' '# scenario s took 61 s'
job "bad" -- bash -c "printf '%s\n' 'ok - c' '# fine' '# scenario t on 6.1' 'not ok - d' '# why'; sleep 1; exit 1"
job "silent" -- true
job "dead" -- bash -c 'echo last words; exit 3'
job "depends" --after bad --after good -- echo 'ok - e'
job "depends on that" --after depends -- echo 'ok - f'
END
)
like "a failure is shown with its job and why" "$said" $'\nbad: not ok - d\nbad: # why\n'
unlike "what passes is not" "$said" 'fine|ok - [abc]'
like "a job without tests has failed" "$said" $'\nsilent: not ok - no tests were run\n'
like "a job that dies has failed, with its last words" "$said" $'\ndead: last words\ndead: not ok - status 3\n'
like "what needs a failed job is not run" "$said" $'\ndepends: not ok - not run, because this failed: bad\n'
like "nor what needs that" "$said" $'\ndepends on that: not ok - not run, because this failed: depends\n'
like "all is counted, and skipped tests are not" "$said" $'\n2 passed, 5 failed$'
like "what failed stands at the end once more, by scenario" "$said" \
	$'\n    bad: t: 1, first: not ok - d\n    silent: ended badly\n    dead: ended badly\n    depends: not run\n    depends on that: not run\n2 passed'
like "a table says what took how long" "$said" "what took how long.*bad, 1 passed, 1 failed.*1 min 01 s +scenario s on 6\.1"

# Long lines of jobs that talk at the same time stay whole.
said=$(with 4 <<'END'
talk() { for i in {1..200}; do echo "not ok - $(printf "$1%.0s" {1..300})"; done; }
for who in a b c d; do job "$who" -- talk "$who"; done
END
)
is "lines of jobs are not mixed" "$(grep -cE '^(a: not ok - a{300}|b: not ok - b{300}|c: not ok - c{300}|d: not ok - d{300})$' <<<"$said")" 800

# A job whose program starts others, one of which does not want to go.
cat >"$work/stubborn" <<'END'
trap '' TERM
echo $BASHPID >>"$1"
sleep 1000 &
echo $! >>"$1"
wait
END
# SIGINT is ignored by background processes of a script: HUP stands for it.
for signal in HUP TERM; do
	rm -f "$work/pids"
	with 2 < <(printf 'job "one" -- bash %q %q\njob "two" -- bash %q %q\n' "$work/stubborn" "$work/pids" "$work/stubborn" "$work/pids") >"$work/said" &
	eventually 20 bash -c '[[ $(cat "$0" 2>/dev/null | wc -l) == 4 ]]' "$work/pids"
	script=$(<"$work/logs.pid")
	kill "-$signal" "$script"
	wait $! || true
	mapfile -t pids <"$work/pids"
	ok "after SIG$signal nothing is left" eventually 10 bash -c 'for pid; do ! kill -0 "$pid" 2>/dev/null || exit 1; done' - "${pids[@]}"
done
done_testing
