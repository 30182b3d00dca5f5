#!/usr/bin/perl
# Compares prototypes that a header of ours repeats, as no public one has them, with
# what a module says of its functions.  The header's are those at the beginning of a
# line that are not ours (ruapi_...).  Both dumps are those of `bpftool btf dump`.
# A function that the module does not have is nobody's: its callers would not link.
# A bundle is as good as the udata that it begins with (compat.h asserts that).
# usage: prototypes.pl VERSION HEADER DUMP-OF-VMLINUX DUMP-OF-MODULE
use strict;
use warnings;

@ARGV == 4 or die "usage: prototypes.pl VERSION HEADER DUMP-OF-VMLINUX DUMP-OF-MODULE\n";
my ($version, $header, @dumps) = @ARGV;
my (%type, %function);

# Types by number, as { kind, name, type, args }.
for my $dump (@dumps) {
	my $last;

	open my $in, '<', $dump or die "$dump: $!\n";
	while (<$in>) {
		if (my ($id, $kind, $name, $rest) = /^\[(\d+)\] (\w+) '([^']*)'(.*)/) {
			$last = $type{$id} = { kind => $kind, name => $name, args => [] };
			($last->{type}) = $rest =~ /\b(?:ret_)?type_id=(\d+)/;
			($last->{fwd}) = $rest =~ /\bfwd_kind=(\w+)/;
			$function{$name} = $last->{type} if $kind eq 'FUNC' && $dump eq $dumps[1];
		} elsif ($last && $last->{kind} eq 'FUNC_PROTO' && /^\s+'[^']*' type_id=(\d+)/) {
			push @{$last->{args}}, $1;
		}
	}
	close $in;
}

# A type in C, a pointer as "struct x *".
sub name_of {
	my ($id) = @_;
	my $t = $id && $type{$id} or return 'void';

	return name_of($t->{type}) =~ s/(?<!\*)$/ /r . '*' if $t->{kind} eq 'PTR';
	return 'const ' . name_of($t->{type}) if $t->{kind} eq 'CONST';
	return name_of($t->{type}) if $t->{kind} =~ /^(VOLATILE|TYPE_TAG)$/;
	return lc($t->{kind}) . " $t->{name}" if $t->{kind} =~ /^(STRUCT|UNION|ENUM)$/;
	return "enum $t->{name}" if $t->{kind} eq 'ENUM64';
	return ($t->{fwd} // 'struct') . " $t->{name}" if $t->{kind} eq 'FWD';
	return $t->{name};
}

sub prototype_of {
	my ($t) = $type{$_[0]};

	return name_of($t->{type}) . ' (' . join(', ', map { name_of($_) } @{$t->{args}}) . ')';
}

# The same of a declaration: parameters lose their names.
sub normal {
	my ($returns, $args) = @_;
	my @args = $args eq 'void' ? () : split /\s*,\s*/, $args;

	s/\s*\b\w+$// for @args;
	s/\s+/ /g, s/ \*/ */g, s/^ | $//g for $returns, @args;
	return "$returns (" . join(', ', @args) . ')';
}

local $/;
open my $in, '<', $header or die "$header: $!\n";
my $text = <$in>;
close $in;
$text =~ s{/\*.*?\*/}{}gs;
my $failures = 0;
while ($text =~ /^((?:struct )?\w+ \**)(\w+)\(([^()]*)\);/gm) {
	my ($returns, $name, $args) = ($1, $2, $3);

	$args =~ s/\s+/ /g;
	next if $name =~ /^ruapi_/;
	if (!$function{$name}) {
		print "ok - $version: $name() # SKIP this kernel does not have it\n";
		next;
	}
	my ($ours, $theirs) = (normal($returns, $args), prototype_of($function{$name}));
	$theirs =~ s/struct uverbs_attr_bundle \*/struct ib_udata */ if $ours =~ /struct ib_udata \*/;
	if ($ours eq $theirs) {
		print "ok - $version: $name() is declared as it is\n";
		next;
	}
	print "not ok - $version: $name() is declared as it is\n# ours: $ours\n# its own: $theirs\n";
	$failures++;
}
exit($failures ? 1 : 0);
