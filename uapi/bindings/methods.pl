#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0 OR Linux-OpenIB
#
# Names of what drivers define by themselves: objects, methods and attributes, by
# the file methods and the enums of public headers.
#
#   methods.pl read INCLUDE > enums   enums in the drivers' namespace, by the headers there
#   methods.pl write                  ../spec/method_names.c, from methods and enums
#   methods.pl current                whether that is what write would write
#   methods.pl check INCLUDE          whether the headers there agree
#
# INCLUDE has the folder rdma: /usr/include, or include/uapi of a kernel.  The
# file enums is of the newest kernel there is: numbers are never given twice, so
# those of others must be among ours.  Headers of this tree are read each time.
use strict;
use warnings;
use File::Basename qw(dirname);

my $here = dirname(__FILE__);
my $top = "$here/../..";
my $output = "$here/../spec/method_names.c";
# What the drivers' namespace of uverbs begins with.
my $uverbs_ns = 1 << 12;

sub slurp
{
	my ($path) = @_;

	open(my $file, '<', $path) or die "methods: $path: $!\n";
	local $/;
	return scalar <$file>;
}

# ---- headers ------------------------------------------------------------------------

# The value of an enumerator: numbers, shifts, and names that came before.
sub value
{
	my ($text, $known) = @_;

	$text =~ s/\b(0x[0-9a-f]+|\d+)u?l*\b/$1/gi;
	$text =~ s/\b([A-Za-z_]\w*)\b/exists $known->{$1} ? $known->{$1} : 'unknown'/ge;
	return undef if $text !~ /^[\s0-9()|<+]*$/;
	return eval $text;
}

# Enums of which the header says that they are in the drivers' namespace:
# [ name, [enumerator, number], ... ].
sub read_header
{
	my ($path) = @_;
	my %known = (UVERBS_ID_NS_SHIFT => 12,
		     UVERBS_ID_DRIVER_NS => $uverbs_ns,
		     UVERBS_ID_DRIVER_NS_WITH_UHW => $uverbs_ns + 2);
	my $text = slurp($path);
	my @enums;

	$text =~ s,/\*.*?\*/, ,gs;
	$text =~ s,//[^\n]*, ,g;
	while ($text =~ /\benum\s+(\w+)\s*\{(.*?)\}/gs) {
		my ($name, $body) = ($1, $2);
		my $next = 0;
		my @members;

		next if $body !~ /^\s*\w+\s*=[^,]*\bUVERBS_ID_(?:NS_SHIFT|DRIVER_NS)/;
		for (split /,/, $body) {
			/^\s*(\w+)\s*(?:=(.*))?$/s or next;
			my ($member, $expression) = ($1, $2);
			$next = value($expression, \%known) if defined $expression;
			die "methods: $path: what is the value of $member?\n"
				if !defined $next;
			$known{$member} = $next;
			push @members, [$member, $next++];
		}
		push @enums, [$name, @members];
	}
	return @enums;
}

# Of all headers, but those of the core: path below INCLUDE => enums.
sub read_include
{
	my ($include) = @_;
	my %headers;

	for (sort glob("$include/rdma/*.h")) {
		next if m,/ib_user_[^/]*$,;
		my @enums = read_header($_);
		$headers{substr($_, length($include) + 1)} = \@enums if @enums;
	}
	die "methods: no headers of drivers in $include\n" if !%headers;
	return \%headers;
}

sub print_enums
{
	my ($headers) = @_;

	for my $header (sort keys %$headers) {
		print "header $header\n";
		for (@{$headers->{$header}}) {
			my ($name, @members) = @$_;
			print "enum $name\n";
			printf "\t%s %#x\n", @$_ for @members;
		}
	}
}

sub read_enums
{
	my (%headers, $header);

	for (split /\n/, slurp("$here/enums")) {
		if (/^header (\S+)$/) {
			$header = $headers{$1} = [];
		} elsif (/^enum (\w+)$/) {
			push @$header, [$1];
		} elsif (/^\t(\w+) (0x[0-9a-f]+)$/) {
			push @{$header->[-1]}, [$1, hex $2];
		} else {
			die "methods: enums: what is $_?\n";
		}
	}
	return \%headers;
}

# ---- what belongs together -------------------------------------------------------------

sub read_rows
{
	my @drivers;

	for (split /\n/, slurp("$here/methods")) {
		s/#.*//;
		my ($what, @words) = split or next;
		if ($what eq 'driver' && @words == 4) {
			push @drivers, { name => $words[0], number => $words[1],
					 header => $words[2], prefix => $words[3],
					 rows => [] };
		} elsif ($what =~ /^(?:objects|methods|attrs|none)$/ && @drivers) {
			push @{$drivers[-1]{rows}}, [$what, @words];
		} else {
			die "methods: what is $what?\n";
		}
	}
	return @drivers;
}

# The enum that a row names.
sub row_enum
{
	my ($row) = @_;
	my ($what, @words) = @$row;

	return $what eq 'objects' || $what eq 'none' ? $words[0] : $words[1];
}

# The enums of a driver by name.
sub driver_enums
{
	my ($driver, $headers) = @_;
	my $in_tree = $driver->{header} =~ m,^kernel/,;
	my @enums = $in_tree ? read_header("$top/$driver->{header}") :
		    @{$headers->{$driver->{header}} // []};

	return { map { my ($name, @members) = @$_; $name => \@members } @enums };
}

# ---- names ---------------------------------------------------------------------------

# Without what all have in common that belong to the same.
sub shorten
{
	my ($name, @prefixes) = @_;

	for (sort { length $b <=> length $a } grep { defined && $_ ne '' } @prefixes) {
		return substr($name, length($_) + 1)
			if index($name, "${_}_") == 0 && length($name) > length($_) + 1;
	}
	return $name;
}

# Without the driver's own prefix, and what kind it is of.
sub strip
{
	my ($driver, $name) = @_;

	$name =~ s/^\Q$driver->{prefix}\E_(?:OBJECT_|METHOD_|ATTR_)?//
		or die "methods: $name does not begin with $driver->{prefix}\n";
	return $name;
}

# "query_mr" of "efa_query_mr_attrs".
sub stem
{
	my ($driver, $name) = @_;

	$name =~ s/^(?:\L\Q$driver->{prefix}\E\E|\Q$driver->{name}\E)_//;
	$name =~ s/_attrs$//;
	# Of attributes that came later, in bnxt_re.
	$name =~ s/^var_//;
	return uc $name;
}

# A number of uverbs in C, as calls have it.
sub number
{
	my ($number) = @_;

	return sprintf 'RUAPI_DRIVER_NS + %u', $number - $uverbs_ns;
}

# That of an attribute which a driver adds to an action of ours, where the numbers that
# begin the namespace are those of its requests and answers.
sub added
{
	my ($number) = @_;

	return sprintf 'RUAPI_ATTR_DRIVER + %#x', $number;
}

sub entry
{
	my ($driver, $object, $action, $id, $name) = @_;
	my $text = "\t{\n\t\t.driver_id = $driver->{number},\n\t\t.object = $object,\n";

	$text .= "\t\t.action = $action,\n" if defined $action;
	$text .= "\t\t.id = $id,\n" if defined $id;
	return $text . "\t\t.driver = \"$driver->{name}\",\n\t\t.name = \"\L$name\E\",\n\t},\n";
}

# "box", or one of the core's, in C; and what names of its methods begin with.
sub object_of
{
	my ($driver, $object, $objects) = @_;

	return ("RUAPI_OBJ_\U$object", uc $object) if $object =~ /^[a-z_]+$/;
	die "methods: $object is no object\n" if !$objects->{$object};
	return ($objects->{$object}, strip($driver, $object));
}

sub put_methods
{
	my ($driver, $known, $members, $object, undef, @only) = @_;
	my ($of, $short) = object_of($driver, $object, $known->{objects});
	my $text = '';

	for (@$members) {
		my ($name, $number) = @$_;
		next if @only && !grep { $_ eq $name } @only;
		my $full = strip($driver, $name);
		# "OBJ" of VAR_OBJ says nothing that VAR does not.
		my $action = shorten($full, $short, "${short}_OBJ");

		$known->{methods}{$name} = { object => $of, number => number($number),
					     names => [$short, $full, $action] };
		$text .= entry($driver, $of, number($number), undef, $action);
	}
	return $text;
}

# Some actions have the same number of every object.
sub action_name
{
	my ($object, $action) = @_;

	return "RUAPI_\U$action" if $action =~ /^(?:destroy|query|list)$/;
	return "RUAPI_\U${object}_$action";
}

sub put_attrs
{
	my ($driver, $known, $members, $of, $enum) = @_;
	my ($object, $action) = $of =~ /^(\w+)\.(\w+)$/;
	my $method = $known->{methods}{$of};
	my $text = '';

	$method = { object => "RUAPI_OBJ_\U$object",
		    number => action_name($object, $action),
		    names => [] } if defined $action;
	die "methods: $of is no method\n" if !$method;
	for (@$members) {
		my ($name, $number) = @$_;

		$text .= entry($driver, $method->{object}, $method->{number},
			       defined $action ? added($number) : number($number),
			       shorten(strip($driver, $name), @{$method->{names}},
				       stem($driver, $enum)));
	}
	return $text;
}

sub driver_names
{
	my ($driver, $headers) = @_;
	my $enums = driver_enums($driver, $headers);
	my $known = { objects => {}, methods => {} };
	my $text = '';

	for my $row (@{$driver->{rows}}) {
		my ($what, @words) = @$row;
		my $enum = row_enum($row);
		my $members = $enums->{$enum} // die "methods: $driver->{header} has no enum $enum\n";

		if ($what eq 'objects') {
			for (@$members) {
				$known->{objects}{$_->[0]} = number($_->[1]);
				$text .= entry($driver, number($_->[1]), undef, undef,
					       strip($driver, $_->[0]));
			}
		} elsif ($what eq 'methods') {
			$text .= put_methods($driver, $known, $members, @words);
		} elsif ($what eq 'attrs') {
			$text .= put_attrs($driver, $known, $members, @words);
		}
	}
	return $text;
}

# Enums in the drivers' namespace that no row names.
sub unused
{
	my ($headers) = @_;
	my (%used, @wrong);

	for my $driver (read_rows()) {
		$used{$driver->{header}}{row_enum($_)} = 1 for @{$driver->{rows}};
	}
	for my $header (sort keys %$headers) {
		push @wrong, map { "enum $_->[0] of $header is in no row of the file methods" }
			grep { !$used{$header}{$_->[0]} } @{$headers->{$header}};
	}
	return @wrong;
}

# The headers that are read, those of this tree included.
sub all_headers
{
	my $headers = read_enums();

	for (read_rows()) {
		$headers->{$_->{header}} = [read_header("$top/$_->{header}")]
			if $_->{header} =~ m,^kernel/,;
	}
	return $headers;
}

sub names_file
{
	my $headers = all_headers();
	my @wrong = unused($headers);
	my $text = <<END;
// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR Linux-OpenIB)
/*
 * What drivers call the objects, methods and attributes that they define, as their
 * public headers have it.  Written by uapi/bindings/methods.pl; do not edit.
 */
#include "../method_names.h"

const struct ruapi_method_name ruapi_method_names[] = {
END

	die map { "methods: $_\n" } @wrong if @wrong;
	$text .= driver_names($_, $headers) for read_rows();
	return $text . <<END;
};

const unsigned int ruapi_num_method_names = RUAPI_COUNT(ruapi_method_names);
END
}

# ---- checking -----------------------------------------------------------------------

# Numbers are never given twice: what another header has, ours has.
sub check
{
	my ($include) = @_;
	my $theirs = read_include($include);
	my $ours = read_enums();
	my (%numbers, $count);
	my @wrong = unused($theirs);

	for (map { @$_ } values %$ours) {
		my ($name, @members) = @$_;
		$numbers{$name} = { map { $_->[0] => $_->[1] } @members };
	}
	for (map { @$_ } values %$theirs) {
		my ($name, @members) = @$_;
		for (@members) {
			my $number = $numbers{$name}{$_->[0]};
			$count++;
			push @wrong, !defined $number ? "$_->[0] is not in the file enums" :
				"$_->[0] is $_->[1], not $number"
				if !defined $number || $number != $_->[1];
		}
	}
	print "methods: in $include: $_\n" for @wrong;
	print "$count numbers of drivers are in $include, and as we know them\n" if !@wrong;
	exit(!!@wrong);
}

my ($what, $include) = @ARGV;
$what //= '';
if ($what eq 'read' && $include) {
	print_enums(read_include($include));
} elsif ($what eq 'write') {
	my $text = names_file();
	open(my $file, '>', $output) or die "methods: $!\n";
	print $file $text;
	close $file or die "methods: $!\n";
} elsif ($what eq 'current') {
	exit 0 if -e $output && slurp($output) eq names_file();
	print "methods: method_names.c is not what methods and enums say: run methods.pl write\n";
	exit 1;
} elsif ($what eq 'check' && $include) {
	check($include);
} else {
	die "usage: methods.pl read|check INCLUDE | write | current\n";
}
