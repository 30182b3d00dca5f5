#!/bin/bash
# Turns the lines of run.sh, or with --scale those of scale.sh, or with --threads those
# of threads.sh, into tables and puts them into docs/benchmarks.md, between the markers
# of that kernel, and draws the first two in docs/bench; with - prints them.  Rows that are worse than in the table that
# is committed are told at the end.
# usage: report.sh [--scale | --threads] VERSION OUTPUT [-]
set -euo pipefail
src=$(cd "$(dirname "$0")/../.." && pwd -P)
document=$src/docs/benchmarks.md

kind=bench
[[ ${1:-} != --@(scale|threads) ]] || { kind=${1#--}; shift; }
(($# >= 2)) || { sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2; }
version=$1 output=$2

bench_tables()
{
	awk '
	function group(n, s)
	{
		n = sprintf("%d", n)
		while (length(n) > 3) {
			s = " " substr(n, length(n) - 2) s
			n = substr(n, 1, length(n) - 3)
		}
		return n s
	}

	function cell(side, row)
	{
		return sprintf("%s (%s–%s)", group(median[side, row]), group(min[side, row]), group(max[side, row]))
	}

	function names(side, row, s)
	{
		s = kinds[side, row]
		gsub(/_/, " ", s)
		gsub(/,/, ", ", s)
		return s
	}

	function compare(title, ours, i, row, key)
	{
		print "| row | mainline | mean | calls | " title " | mean | calls | ratio | of means |"
		print "|---|---|---|---|---|---|---|---|---|"
		for (i = 1; i in rows; i++) {
			split(rows[i], key, "=")
			row = key[1]
			# We have no providers to leave out, and only we bind QPs.
			theirs = row ~ /^connect_/ ? "connect" : row
			other = row == "open_one" && ours == "native" ? "open" : row
			if (theirs != other && ours != "native")
				continue
			if (!(("mainline", theirs) in median) || !((ours, other) in median))
				continue
			printf "| %s | %s | %s | %d | %s | %s | %d | %.2f | %.2f |\n", key[2],
				cell("mainline", theirs), group(mean["mainline", theirs]), count["mainline", theirs],
				cell(ours, other), group(mean[ours, other]), count[ours, other],
				median[ours, other] / median["mainline", theirs], mean[ours, other] / mean["mainline", theirs]
		}
		print ""
	}

	# What each of a list costs beyond the first.
	function each(side, row)
	{
		return (median[side, row "_16"] - median[side, row "_1"]) / 15
	}

	function per_request(i, key)
	{
		print "What each request beyond the first, and each completion, costs:\n"
		print "| call | mainline | native | ratio | interposed | ratio |"
		print "|---|---|---|---|---|---|"
		for (i = 1; i in many; i++) {
			split(many[i], key, "=")
			if (!(("native", key[1] "_16") in median) || !(("compat", key[1] "_16") in median))
				continue
			printf "| %s | %s | %s | %.2f | %s | %.2f |\n", key[2],
				group(each("mainline", key[1])),
				group(each("native", key[1])),
				each("native", key[1]) / each("mainline", key[1]),
				group(each("compat", key[1])),
				each("compat", key[1]) / each("mainline", key[1])
		}
		print ""
	}

	function ratio(side, row, theirs)
	{
		if (!((side, row) in median) || !(("mainline", theirs) in median))
			return "-"
		return sprintf("%.2f", median[side, row] / median["mainline", theirs])
	}

	# On newer kernels 0.05 more is as good.
	function aims(i, key, row, theirs, native)
	{
		print "What was aimed at, of mainline (the last row: of an ENOTTY ioctl), and what is:\n"
		print "| row | native | is | interposed | is |"
		print "|---|---|---|---|---|"
		for (i = 1; i in aim; i++) {
			split(aim[i], key, "=")
			row = key[1]
			theirs = row ~ /^connect_/ ? "connect" : row
			native = row == "open_one" ? "open" : row
			if (row == "empty_raw")
				printf "| %s | %s | %.2f | | |\n", key[2], key[3], median["native", row] / median["native", "enotty"]
			else
				printf "| %s | %s | %s | %s | %s |\n", key[2], key[3], key[3] ? ratio("native", native, theirs) : "",
					key[4], key[4] ? ratio("compat", row, theirs) : ""
		}
		print ""
	}

	BEGIN {
		split("open=open to first PD, 17 providers=0.02=1.02;open_one=one provider=0.10=1.10;pd=PD=0.83=0.90;" \
			"pd_16=16 PDs, by batches=0.70=;mr_4k=MR 4 KiB=0.93=0.99;mr_64k=MR 64 KiB=0.93=0.99;cq=CQ=0.80=1.00;" \
			"qp=RC QP=0.75=0.97;endpoint=PD, CQ, RC QP and id=0.75=;doorbell=doorbell=0.55=0.60;arm=arm=0.55=0.60;" \
			"connect=connect==1.05;connect_one=connect, in one call at each end=0.80=;empty_raw=empty call=1.90=", aim, ";")
		split("open=open to first PD;open_one=the same, libibverbs with the provider of rxe only;" \
			"pd=PD;pd_16=16 PDs, native by two batches;mr_4k=MR 4 KiB;mr_64k=MR 64 KiB;cq=CQ;qp=RC QP;" \
			"endpoint=PD, CQ, RC QP and id, native by two batches;doorbell=doorbell;arm=arm;" \
			"connect=connect, accept, disconnect;connect_bound=the same, native with CM_ID.BIND_QP;" \
			"connect_one=the same, native in one call at each end;" \
			"post_send_1=POST_SEND, 1 request;post_send_16=16 requests;" \
			"post_recv_1=POST_RECV, 1 request;post_recv_16=16 requests;" \
			"srq_recv_1=SRQ.POST_RECV, 1 request;srq_recv_16=16 requests;" \
			"poll_0=CQ.POLL, nothing there;poll_1=1 completion;poll_16=16 completions", rows, ";")
		split("post_send=POST_SEND;post_recv=POST_RECV;srq_recv=SRQ.POST_RECV;poll=CQ.POLL", many, ";")
	}
	$1 == "environment" {
		what = $2
		sub(/^environment [^ ]+ /, "")
		env[what] = $0
	}
	$1 == "result" {
		median[$2, $3] = $4; min[$2, $3] = $5; max[$2, $3] = $6; mean[$2, $3] = $7; samples[$2, $3] = $8
	}
	$1 == "calls" {
		count[$2, $3] = $4; kinds[$2, $3] = $5
	}
	END {
		print "Linux " env["kernel"] ", rdma-core " env["rdma-core"] ", glibc " env["libc"] ", LSMs " env["lsm"] ".\n"
		compare("native", "native")

		print "| call | instructions | of an ENOTTY ioctl |"
		print "|---|---|---|"
		split("getppid=getppid;enotty=ioctl that ends in ENOTTY;empty_raw=empty call;empty=empty call, through the library;empty_policy=the same, under a policy;" \
			"arm=arm;arm_policy=the same, under a policy;" \
			"mr_two_4k=4 KiB for two contexts by MR.REG;mr_each_4k=the same by MR.REG_EACH;" \
			"mr_two_64k=64 KiB for two contexts by MR.REG;mr_each_64k=the same by MR.REG_EACH", calls, ";")
		for (i = 1; i in calls; i++) {
			split(calls[i], key, "=")
			if (("native", key[1]) in median)
				printf "| %s | %s | %.2f |\n", key[2], cell("native", key[1]), median["native", key[1]] / median["native", "enotty"]
		}
		print "\nSystem calls:\n"
		print "| row | mainline | native |"
		print "|---|---|---|"
		for (i = 1; i in rows; i++) {
			split(rows[i], key, "=")
			other = key[1] == "open_one" ? "open" : key[1]
			theirs = key[1] ~ /^connect_/ ? "connect" : key[1]
			if (("mainline", theirs) in count)
				printf "| %s | %s | %s |\n", key[2], names("mainline", theirs), names("native", other)
		}
		print "\nThe program of the mainline column again, unmodified, over /dev/rdma_uapi:\n"
		compare("interposed", "compat")
		per_request()
		aims()
	}' "$output"
}

scale_tables()
{
	sed -n 's/^environment kernel \(.*\)/Linux \1.\n/p' "$output"
	awk -f "$src/tests/bench/report_scale.awk" "$output"
	echo
}

threads_tables()
{
	awk '
	$1 == "environment" && $2 == "kernel" {
		print "Linux " $3 ".\n"
		print "| row | one thread, a second | two on one context | two on a context each |"
		print "|---|---|---|---|"
	}
	$1 == "threads" { rate[$2, $3] = $4; ratio[$2, $3] = sprintf("%s (%s–%s)", $5, $6, $7) }
	END {
		split("pd=PD;arm=arm", rows, ";")
		for (i = 1; i in rows; i++) {
			split(rows[i], key, "=")
			printf "| %s | %s | %s | %s |\n", key[2], rate[key[1], "one"], ratio[key[1], "one"], ratio[key[1], "two"]
		}
		print ""
	}' "$output"
}

# Did it run to its end?
complete()
{
	local row side

	if [[ $kind == scale ]]; then
		for row in nothing objects ids events contexts; do
			grep -q "^scale $row " "$output" || die "of $row"
		done
		return
	fi
	if [[ $kind == threads ]]; then
		for row in pd arm; do
			grep -q "^threads $row two " "$output" || die "of $row"
		done
		return
	fi
	for row in open pd pd_16 mr_4k mr_64k cq qp endpoint doorbell arm connect \
		post_{send,recv}_{1,16} srq_recv_{1,16} poll_{0,1,16}; do
		for side in mainline native; do
			grep -q "^result $side $row " "$output" || die "of $side $row"
		done
	done
}

die()
{
	echo "report.sh: $output has no result $1" >&2
	exit 1
}

complete
if [[ ${3:-} == - ]]; then
	"${kind}_tables"
	exit
fi

# The tables of this kernel in a document.
section()
{
	sed -n "/^$begin\$/,/^$end\$/p"
}

# Ratios of rows, each with the side that it is of: rows of a table have other
# labels, but for "16 requests", which are told apart by what comes before.
ratios()
{
	awk -F ' *[|] *' '
	/^\| row \| mainline \| mean/ { side = $6; column = 9; next }
	/^\| call \| instructions/ { side = "call"; column = 4; next }
	!/^\|/ { column = 0 }
	column && $column + 0 {
		label = $2
		if (label ~ /^[0-9]+ [a-z]+$/)
			label = last ", " label
		else
			last = label
		print side " " label "=" $column
	}'
}

# What has become worse than the table that is committed by more than .03; of what is
# told in ioctls that end in ENOTTY, by more than that part of it.
worse()
{
	awk -F = '
	NR == FNR { old[$1] = $2; next }
	$1 in old && $2 > old[$1] + .03 * ($1 ~ /^call / ? old[$1] : 1) + .0001 {
		printf "worse than the table that is committed: %s: %.2f, was %.2f\n", $1, $2, old[$1]
	}' <(git -C "$src" show HEAD:docs/benchmarks.md 2>/dev/null | section | ratios) \
		<(section <"$document" | ratios)
}

draw()
{
	local what=calls title="Instructions, as a ratio to those of mainline, Linux $version"

	[[ $kind == bench ]] ||
		{ what=scale; title="Instructions beside n others, Linux $version"; }
	mkdir -p "$src/docs/bench"
	section <"$document" |
		perl "$src/tests/bench/draw.pl" "$what" "$title" >"$src/docs/bench/$what-$version.svg"
}

begin="<!-- $kind $version -->" end="<!-- end of $kind $version -->"
grep -qxF -- "$begin" "$document" && grep -qxF -- "$end" "$document" || {
	echo "report.sh: $document has no markers for $kind $version" >&2
	exit 1
}
work=$(mktemp)
trap 'rm -f "$work"' EXIT
{
	sed "/^$begin\$/q" "$document"
	"${kind}_tables" | cat -s
	sed -n "/^$end\$/,\$p" "$document"
} >"$work"
cat "$work" >"$document"
[[ $kind != threads ]] || exit 0
draw
worse
