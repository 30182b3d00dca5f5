#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# The specification tables of drivers' requests and answers, from the file rows
# and what the compiler says of the structs of rdma/*-abi.h.
#
#   generate.pl read INCLUDE > layouts   where members are, by the headers there
#   generate.pl write                    ../spec/DRIVER.c, from rows and layouts
#   generate.pl current                  whether they are what write would write
#   generate.pl check INCLUDE            whether the headers there agree
#
# INCLUDE has the folder rdma: /usr/include, or include/uapi of a kernel.  The
# file layouts is of the newest kernel there is: structs only grow, so those of
# others must be the beginning of ours.
use strict;
use warnings;
use File::Basename qw(dirname);
use File::Temp qw(tempdir);

my $here = dirname(__FILE__);
my $reserved = qr/^_?(?:reserved|rsvd|resv|pad)/;

sub slurp
{
	my ($path) = @_;

	open(my $file, '<', $path) or die "bindings: $path: $!\n";
	local $/;
	return scalar <$file>;
}

# Drivers in order: name, number, header, and their rows.
sub read_rows
{
	my @drivers;

	for (split /\n/, slurp("$here/rows")) {
		s/#.*//;
		my @words = split or next;
		if ($words[0] eq 'driver') {
			push @drivers, { name => $words[1], number => $words[2],
					 header => $words[3], rows => [] };
			next;
		}
		my ($object, $action) = $words[0] =~ /^(\w+)\.(\w+)$/
			or die "bindings: $words[0] is no action\n";
		my %row = (object => uc $object, action => uc $action,
			   way => $words[1], struct => $words[2]);
		for (@words[3 .. $#words]) {
			/^(min|without)=(\w+)$/ ? ($row{$1} = $2) :
			$_ eq 'required' ? ($row{required} = 1) :
			die "bindings: what is $_?\n";
		}
		push @{$drivers[-1]{rows}}, \%row;
	}
	return @drivers;
}

# ---- structs: name => { size, members => [ [name, offset, size, kind], ... ] }

# One member of pahole's listing.
sub member
{
	my ($text, $offset, $size) = @_;

	my ($type, $name, $array) =
		$text =~ /^(.*?)\s*\b(\w+)\s*((?:\[\d*\])*)\s*$/ or return;
	return if !$size;
	my $kind = $array ne '' ? 'bytes' :
		   $type =~ /^struct (\w+)$/ ? $1 : 'number';
	return [$name, $offset, $size, $kind];
}

# What a union without a name has is told by its first member.
sub parse_struct
{
	my ($text) = @_;
	my (@members, $size);
	my $depth = 0;
	my $taken = 0;

	$text =~ s/\s*__attribute__\(\(\w+(?:\(\w*\))?\)\)//g;
	for (split /\n/, $text) {
		$size = $1 if /\/\* size: (\d+)/;
		if (/^\s+(?:union|struct) \{/) {
			$taken = 0 if !$depth++;
		} elsif (/^\s+\}\s*(\w*)[^;]*;\s*\/\*\s*(\d+)\s+(\d+)/) {
			$depth--;
			next if $depth || $1 eq '';
			pop @members if $taken;
			push @members, [$1, $2, $3, 'bytes'];
		} elsif (/^\s+(.*?);\s*\/\*\s*(\d+)\s+(\d+) \*\//) {
			my $member = member($1, $2, $3) or next;
			push @members, $member if !$depth || !$taken++;
		}
	}
	return { size => $size, members => \@members };
}

# All structs of the headers in this folder that rows name, and what is in them.
sub read_headers
{
	my ($include) = @_;
	my $tmp = tempdir(CLEANUP => 1);
	my (%structs, $source);

	mkdir "$tmp/include";
	symlink "$include/rdma", "$tmp/include/rdma" or die "bindings: $!\n";
	for (read_rows()) {
		-e "$include/$_->{header}" or next;
		$source .= "#include <$_->{header}>\n";
	}
	open(my $file, '>', "$tmp/all.c") or die "bindings: $!\n";
	print $file $source // die "bindings: no headers in $include\n";
	close $file;
	system($ENV{CC} // 'cc', '-g', '-c', '-D__user=',
	       '-fno-eliminate-unused-debug-types', "-I$tmp/include",
	       '-o', "$tmp/all.o", "$tmp/all.c") == 0
		or die "bindings: the headers of $include do not compile\n";
	for (split /^(?=(?:struct|union|enum) )/m, `pahole $tmp/all.o`) {
		/^struct (\w+) \{/ and $structs{$1} = parse_struct($_);
	}
	return only_named(\%structs);
}

sub only_named
{
	my ($all) = @_;
	my @wanted = map { map { $_->{struct} } @{$_->{rows}} } read_rows();
	my %named;

	while (defined(my $name = shift @wanted)) {
		next if $named{$name} || !$all->{$name};
		$named{$name} = $all->{$name};
		push @wanted, map { $_->[3] } @{$all->{$name}{members}};
	}
	return \%named;
}

sub print_layouts
{
	my ($structs) = @_;

	for my $name (sort keys %$structs) {
		print "$name $structs->{$name}{size}\n";
		print "\t@$_\n" for @{$structs->{$name}{members}};
	}
}

sub read_layouts
{
	my (%structs, $last);

	for (split /\n/, slurp("$here/layouts")) {
		if (/^\t(\w+) (\d+) (\d+) (\w+)$/) {
			push @{$last->{members}}, [$1, $2, $3, $4];
		} elsif (/^(\w+) (\d+)$/) {
			$last = $structs{$1} = { size => $2, members => [] };
		}
	}
	return \%structs;
}

# ---- checking -----------------------------------------------------------------

sub overlap
{
	my ($one, $other) = @_;

	return $one->[1] < $other->[1] + $other->[2] &&
	       $other->[1] < $one->[1] + $one->[2];
}

# A struct of an older header is the beginning of the newer one, in which members may
# have got other names, and what was reserved a name.
sub compare_struct
{
	my ($name, $old, $new) = @_;
	my @wrong;

	push @wrong, "struct $name has $old->{size} bytes, not $new->{size}"
		if $old->{size} > $new->{size};
	for my $member (@{$old->{members}}) {
		next if $member->[0] =~ $reserved;
		my @there = grep { overlap($member, $_) } @{$new->{members}};
		push @wrong, "$member->[0] of struct $name, at $member->[1]"
			if @there != 1 || "@{$there[0]}[1 .. 3]" ne "@$member[1 .. 3]";
	}
	return @wrong;
}

sub check
{
	my ($include) = @_;
	my $new = read_layouts();
	my $old = read_headers($include);
	my @wrong = map { compare_struct($_, $old->{$_}, $new->{$_}) }
		grep { $new->{$_} } sort keys %$old;

	push @wrong, map { "struct $_ is not in the file layouts" }
		grep { !$new->{$_} } sort keys %$old;
	print "bindings: in $include: $_\n" for @wrong;
	printf "%d structs of %d are in %s, and where they should be\n",
		scalar keys %$old, scalar keys %$new, $include if !@wrong;
	exit(!!@wrong);
}

# ---- writing -------------------------------------------------------------------

sub show
{
	my ($member) = @_;
	my ($name, undef, undef, $kind) = @$member;

	return 'BYTES' if $kind eq 'bytes';
	return 'STRUCT' if $kind ne 'number';
	return 'HEX' if $name =~
		/addr|handle|key|flags|mask|offset|ptr|cookie|context|(?:^|_)(?:va|pa|buf|db|dbr|ctx|qbuf|sdb|rdb|cdb)(?:$|_)/;
	return 'DEC';
}

sub put_layout
{
	my ($structs, $name, $done) = @_;
	my $struct = $structs->{$name} or die "bindings: no struct $name\n";
	my @members = grep { $_->[0] !~ $reserved } @{$struct->{members}};
	my $text = '';

	return '' if $done->{$name}++;
	for (@members) {
		$text .= put_layout($structs, $_->[3], $done)
			if show($_) eq 'STRUCT';
	}
	$text .= "static const struct ruapi_field ${name}_fields[] = {\n";
	for (@members) {
		my $show = show($_);

		$text .= "\tRUAPI_AT($_->[0], $_->[1], $_->[2]";
		$text .= ", .show = RUAPI_SHOW_$show" if $show ne 'DEC';
		$text .= ",\n\t\t .layout = &$_->[3]_layout" if $show eq 'STRUCT';
		$text .= "),\n";
	}
	return $text . <<END;
};

static const struct ruapi_layout ${name}_layout =
	RUAPI_LAYOUT_AT($name,
			${name}_fields, $struct->{size});

END
}

sub min_len
{
	my ($row, $struct) = @_;
	my $min = $row->{min} // 1;

	return $min if $min =~ /^\d+$/;
	for (@{$struct->{members}}) {
		return $_->[1] + $_->[2] if $_->[0] eq $min;
	}
	die "bindings: struct $row->{struct} has no $min\n";
}

sub put_row
{
	my ($driver, $row, $structs) = @_;
	my $struct = $structs->{$row->{struct}};
	my $out = $row->{way} eq 'out';
	my @flags = ($row->{required} ? 'RUAPI_SPEC_REQUIRED' : (),
		     $out ? 'RUAPI_SPEC_OUT' : ());
	my $name = $out ? 'resp' : 'req';
	my $min = min_len($row, $struct);
	my $text = <<END;
	{
		.driver_id = $driver->{number},
		.object = RUAPI_OBJ_$row->{object},
		.action = RUAPI_$row->{object}_$row->{action},
		.id = RUAPI_ATTR_UHW_\U$row->{way}\E,
END

	$text .= "\t\t.without = RUAPI_$row->{object}_$row->{action}_\U$row->{without}\E,\n"
		if $row->{without};
	$text .= "\t\t.attr = {\n\t\t\t.name = \"$name\",\n\t\t\t.type = RUAPI_T_STRUCT,\n";
	$text .= "\t\t\t.flags = @{[join ' | ', @flags]},\n" if @flags;
	return $text . <<END;
			.min_len = $min,
			.max_len = $struct->{size},
			.layout = RUAPI_SHOWN($row->{struct}_layout),
		},
	},
END
}

sub spec_file
{
	my ($driver, $structs) = @_;
	my %done;
	my $text = <<END;
// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * Attributes that $driver->{name} and its provider library exchange, as <$driver->{header}>
 * has them.  Written by uapi/bindings/generate.pl; do not edit.
 */
#include "../spec.h"

#ifndef __KERNEL__
END

	$text .= put_layout($structs, $_->{struct}, \%done) for @{$driver->{rows}};
	$text =~ s/\n\n\z/\n/;
	$text .= "#endif /* __KERNEL__ */\n\n";
	$text .= "static const struct ruapi_driver_attr_spec $driver->{name}_attrs[] = {\n";
	$text .= put_row($driver, $_, $structs) for @{$driver->{rows}};
	return $text . <<END;
};

const struct ruapi_driver_spec ruapi_spec_$driver->{name} = {
	.driver_id = $driver->{number},
	.name = "$driver->{name}",
	.attrs = $driver->{name}_attrs,
	.num_attrs = RUAPI_COUNT($driver->{name}_attrs),
};
END
}

sub spec_path
{
	my ($driver) = @_;

	return "$here/../spec/$driver->{name}.c";
}

sub write_all
{
	my $structs = read_layouts();

	for my $driver (read_rows()) {
		open(my $file, '>', spec_path($driver)) or die "bindings: $!\n";
		print $file spec_file($driver, $structs);
		close $file or die "bindings: $!\n";
	}
}

sub current
{
	my $structs = read_layouts();
	my @stale = grep { !-e spec_path($_) ||
			   slurp(spec_path($_)) ne spec_file($_, $structs) }
		read_rows();

	print "bindings: $_->{name}.c is not what rows and layouts say: run generate.pl write\n"
		for @stale;
	exit(!!@stale);
}

my ($what, $include) = @ARGV;
$what //= '';
if ($what eq 'read' && $include) {
	print_layouts(read_headers($include));
} elsif ($what eq 'write') {
	write_all();
} elsif ($what eq 'current') {
	current();
} elsif ($what eq 'check' && $include) {
	check($include);
} else {
	die "usage: generate.pl read|check INCLUDE | write | current\n";
}
