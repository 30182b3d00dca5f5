#!/usr/bin/perl
# Turns what profile.c wrote into a profile per row: by module, and as a tree of
# calls with the instructions of each function and of what it calls.
# usage: profile.pl [--mean] [--min PERCENT] [--flat] TRACE OUTPUT
use strict;
use warnings;
no warnings "portable";
use Getopt::Long;

my $min = 1.0;
my $flat = 0;
my $mean = 0;
GetOptions('min=f' => \$min, 'flat' => \$flat, 'mean' => \$mean) && @ARGV == 2
	or die "usage: profile.pl [--mean] [--min PERCENT] [--flat] TRACE OUTPUT\n";
my ($trace, $output) = @ARGV;

# ---- symbols ------------------------------------------------------------------

my (@rows, @symbols, @maps);
open my $in, '<', $output or die "$output: $!\n";
while (<$in>) {
	if (/^profile (\S+) (\S+)/) {
		push @rows, "$1 $2";
	} elsif (/^map ([0-9a-f]+)-([0-9a-f]+) \S+ ([0-9a-f]+) \S+ \S+\s*(\S*)/) {
		push @maps, [hex $1, hex $2, hex $3, $4];
	} elsif (/^kallsyms ([0-9a-f]+) [tTwW] (\S+)(?:\s+\[(\S+)\])?/) {
		push @symbols, [hex $1, $2, $3 // 'kernel'];
	}
}
close $in;

# Of libraries: what they export, and with debug information, the rest.
my %seen;
for my $map (@maps) {
	my ($start, $end, $offset, $file) = @$map;
	next if !$file || $seen{"$start $file"}++;
	(my $lib = $file) =~ s{.*/}{};
	push @symbols, [$start, "[$lib]", $lib];
	next if $file !~ m{^/};
	for (`nm -n --defined-only '$file' 2>/dev/null; nm -nD --defined-only '$file' 2>/dev/null`) {
		next if !/^([0-9a-f]+) [tTwWiu] ([^\s@]+)/;
		my $addr = hex($1) + base($file, $start, $offset);
		push @symbols, [$addr, $2, $lib] if $addr >= $start && $addr < $end;
	}
}
@symbols = sort { $a->[0] <=> $b->[0] } @symbols;

# Where address 0 of the file is; libraries' text is mapped 1:1 in practice.
sub base
{
	my ($file, $start, $offset) = @_;

	for (`readelf -lW '$file' 2>/dev/null`) {
		return $start - $offset + hex($1) - hex($2)
			if /LOAD\s+0x([0-9a-f]+)\s+0x([0-9a-f]+).*R E/;
	}
	return $start - $offset;
}

my %cache;

# The symbol of an address: [address, name, module].
sub symbol
{
	my ($addr) = @_;

	return $cache{$addr} //= do {
		my ($lo, $hi) = (0, scalar @symbols);
		while ($lo < $hi) {
			my $mid = ($lo + $hi) >> 1;
			if ($symbols[$mid][0] <= $addr) { $lo = $mid + 1 } else { $hi = $mid }
		}
		# Aliases: the first of them.
		$lo-- while $lo > 1 && $symbols[$lo - 2][0] == $symbols[$lo - 1][0];
		$lo ? $symbols[$lo - 1] : [0, '?', '?'];
	};
}

# ---- the tree -----------------------------------------------------------------

# A node: {name, module, self, calls, kids => {name => node}}.
sub node
{
	my ($sym) = @_;
	return { name => $sym->[1], module => $sym->[2], self => 0, calls => 0, kids => {} };
}

sub kid
{
	my ($node, $sym) = @_;
	my $kid = $node->{kids}{$sym->[1]} //= node($sym);
	$kid->{calls}++;
	return $kid;
}

# One run: follows calls and returns.  Thunks are no functions to anybody.
sub follow
{
	my ($root, $blocks) = @_;
	my @stack = ([$root, 0]);
	my ($end, $kind) = (0, 'j');
	my $total = 0;

	for (@$blocks) {
		my ($hex, $insns, $bytes, $how) = split;
		my $addr = hex $hex;
		my $sym = symbol($addr);
		my $entry = $addr == $sym->[0];

		if (($kind eq 'c' && $addr != $end) || $kind eq 's') {
			push @stack, [kid($stack[-1][0], $sym), $end];
		} elsif ($kind =~ /[rix]/) {
			my $i = $#stack;
			$i-- while $i > 0 && $stack[$i][1] != $addr;
			if ($i > 0) {
				$#stack = $i - 1;
			} elsif ($stack[-1][0]{name} ne $sym->[1]) {
				# A thunk's jump, or another task.
				tail(\@stack, $sym);
			}
		} elsif ($addr != $end && $sym->[1] =~ /^asm_(sysvec|exc|common)/ && $entry) {
			push @stack, [kid($stack[-1][0], $sym), $end];
		} elsif ($stack[-1][0]{name} ne $sym->[1]) {
			tail(\@stack, $sym);
		}
		$stack[-1][0]{self} += $insns;
		$total += $insns;
		($end, $kind) = ($addr + $bytes, $how);
	}
	return $total;
}

# A jump into another function, which returns to our caller.
sub tail
{
	my ($stack, $sym) = @_;
	my ($old, $ret) = @{$stack->[-1]};

	if (@$stack == 1) {
		push @$stack, [kid($stack->[0][0], $sym), 0];
	} else {
		$stack->[-1] = [kid($stack->[-2][0], $sym), $ret];
	}
}

sub sum
{
	my ($node) = @_;
	$node->{sum} = $node->{self};
	$node->{sum} += sum($_) for values %{$node->{kids}};
	return $node->{sum};
}

sub add_flat
{
	my ($node, $names, $modules, $active) = @_;

	$names->{"$node->{name} [$node->{module}]"}{self} += $node->{self};
	$names->{"$node->{name} [$node->{module}]"}{calls} += $node->{calls};
	$names->{"$node->{name} [$node->{module}]"}{sum} += $node->{sum}
		if !$active->{$node->{name}};
	$modules->{$node->{module}} += $node->{self};
	local $active->{$node->{name}} = 1;
	add_flat($_, $names, $modules, $active) for values %{$node->{kids}};
}

sub show
{
	my ($node, $depth, $total, $runs) = @_;

	return if $node->{sum} < $total * $min / 100;
	printf "%8.0f %8.0f %6.1f  %s%s [%s]\n", $node->{sum} / $runs, $node->{self} / $runs,
		$node->{calls} / $runs, '. ' x $depth, $node->{name}, $node->{module};
	show($_, $depth + 1, $total, $runs)
		for sort { $b->{sum} <=> $a->{sum} } values %{$node->{kids}};
}

# ---- the trace ----------------------------------------------------------------

my (%runs, @order, @blocks);
my $next = 0;
open $in, '<', $trace or die "$trace: $!\n";
while (<$in>) {
	if (/^start/) {
		@blocks = ();
	} elsif (/^stop/) {
		my $row = $rows[$next++] // last;
		push @order, $row if !$runs{$row};
		push @{$runs{$row}}, [@blocks];
	} else {
		push @blocks, $_;
	}
}
close $in;

for my $row (@order) {
	my (%names, %modules, @totals);

	# The median run stands for all, or all are added up.
	my @sorted = sort { insns($a) <=> insns($b) } @{$runs{$row}};
	my @shown = $mean ? @sorted : $sorted[@sorted / 2];
	my $root = node([0, $row, '']);
	my $total = 0;

	$total += follow($root, $_) for @shown;
	sum($root);
	add_flat($root, \%names, \%modules, {});
	report($row, $root, \%names, \%modules, $total, scalar @shown);
}

sub report
{
	my ($row, $root, $names, $modules, $total, $runs) = @_;

	printf "\n== %s: %d instructions\n\n", $row, $total / $runs;
	printf "%8d %5.1f%%  %s\n", $modules->{$_} / $runs, 100 * $modules->{$_} / $total, $_
		for sort { $modules->{$b} <=> $modules->{$a} } grep { $modules->{$_} } keys %$modules;
	print "\n     sum     self  calls\n";
	if (!$flat) {
		show($_, 0, $total, $runs)
			for sort { $b->{sum} <=> $a->{sum} } values %{$root->{kids}};
		return;
	}
	for (sort { $names->{$b}{self} <=> $names->{$a}{self} } keys %$names) {
		my $name = $names->{$_};
		last if $name->{self} < $total * $min / 100;
		printf "%8.0f %8.0f %6.1f  %s\n", ($name->{sum} // 0) / $runs,
			$name->{self} / $runs, $name->{calls} / $runs, $_;
	}
}

sub insns
{
	my ($blocks) = @_;
	my $sum = 0;

	for (@$blocks) {
		my (undef, $insns) = split;
		$sum += $insns;
	}
	return $sum;
}
