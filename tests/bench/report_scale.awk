# Turns the lines "scale TABLE ROW N INSTRUCTIONS LATE" into tables.
# usage: awk -f report_scale.awk OUTPUT

function group(n, s)
{
	n = sprintf("%d", n)
	while (length(n) > 3) {
		s = " " substr(n, length(n) - 2) s
		n = substr(n, 1, length(n) - 3)
	}
	return n s
}

# What a row costs at its largest n, beside what it may: that of the smallest
# n, or in proportion to n.  A row that is half constant is not linear yet at the
# smallest n, so only more is a fault.
function verdict(key, must, first, last, growth)
{
	first = firstn[key]
	last = lastn[key]
	if (first == last)
		return "-"
	growth = cost[key, last] / cost[key, first]
	if (must == "flat")
		return growth <= 2 ? "flat" : sprintf("**grows ×%s**", group(growth))
	growth = cost[key, last] / cost[key, lastbut[key]] / (last / lastbut[key])
	return growth <= 2 ? "linear" : sprintf("**×%.1f for each at ten times as many**", growth)
}

function heading(table, lasts, i, line, rule, last)
{
	line = "| " titles[table] " |"
	rule = "|---|"
	for (i = 1; i <= columns[table]; i++) {
		line = line " " group(ns[table, i]) " |"
		rule = rule "---|"
	}
	last = lasts
	gsub(/[^|]+/, "---", last)
	print "\n" line lasts "\n" rule last
}

function cells(table, key, what, i, n, text, line)
{
	for (i = 1; i <= columns[table]; i++) {
		n = ns[table, i]
		text = ""
		if ((key, n) in cost)
			text = what == "cost" ? group(cost[key, n]) : sprintf("%.1f", late[key, n] / 1000)
		line = line " " text " |"
	}
	return line
}

BEGIN {
	titles["objects"] = "beside n PDs"
	titles["ids"] = "beside n ids, each with a channel"
	titles["events"] = "beside n ids, each with 256 unread events"
	titles["contexts"] = "n other processes have a context"
	count = split( \
		"objects=destroy_pd=flat=PD.DESTROY;" \
		"objects=list_context=flat=LIST of one context;" \
		"objects=list_pd=linear=LIST of the n PDs;" \
		"objects=fdinfo_view=flat=fdinfo of a view;" \
		"objects=fdinfo_main=flat=fdinfo of the main fd;" \
		"objects=channel_close=flat=close of a channel with one id;" \
		"objects=close=linear=close of the main fd;" \
		"objects=list_context_after=flat=after n PDs: LIST of one context;" \
		"objects=fdinfo_main_after=flat=after n PDs: fdinfo of the main fd;" \
		"objects=channel_close_after=flat=after n PDs: close of a channel;" \
		"ids=destroy_id=flat=CM_ID.DESTROY;" \
		"ids=channel_close=flat=close of a channel with one id;" \
		"ids=fdinfo_view=flat=fdinfo of a channel;" \
		"ids=fdinfo_main=linear=fdinfo of the main fd;" \
		"ids=ps=linear=rdma-uapi ps;" \
		"ids=close=linear=close of the main fd;" \
		"events=destroy_id=flat=CM_ID.DESTROY without events;" \
		"events=destroy_id_256=flat=CM_ID.DESTROY with 256 events;" \
		"events=channel_close=flat=close of a channel with one id;" \
		"events=close=linear=close of the main fd;" \
		"contexts=open_first=flat=first CONTEXT.OPEN of a namespace;" \
		"contexts=open_again=flat=CONTEXT.OPEN of what it has open", rows, ";")
}

$1 == "scale" && $2 == "nothing" {
	quiet = $6
}

$1 == "scale" {
	key = $2 "=" $3
	if (!(key in firstn))
		firstn[key] = $4
	if (lastn[key] != $4)
		lastbut[key] = lastn[key]
	lastn[key] = $4
	cost[key, $4] = $5
	late[key, $4] = $6
	if (!(($2, $4) in seen)) {
		seen[$2, $4] = 1
		ns[$2, ++columns[$2]] = $4
	}
}

# Of which table and row is rows[i]?  0: it was not measured.
function take(i)
{
	split(rows[i], part, "=")
	key = part[1] "=" part[2]
	return key in firstn
}

END {
	print "Instructions:"
	for (i = 1; i <= count; i++) {
		if (!take(i))
			continue
		if (part[1] != table)
			heading(table = part[1], " must be | is |")
		printf "| %s |%s %s | %s |\n", part[4], cells(table, key, "cost"), part[3], verdict(key, part[3])
	}
	printf "\nThe longest that nothing else could run, in microseconds (thousands of instructions). A wake-up alone is %.1f, the aim is less than 1 000:\n", quiet / 1000
	table = ""
	for (i = 1; i <= count; i++) {
		if (!take(i))
			continue
		if (part[1] != table)
			heading(table = part[1], "")
		longest = 0
		for (k = 1; k <= columns[table]; k++)
			if ((key, ns[table, k]) in late && late[key, ns[table, k]] > longest)
				longest = late[key, ns[table, k]]
		printf "| %s |%s\n", longest < 1000000 ? part[4] : "**" part[4] "**", cells(table, key, "late")
	}
}
