#!/usr/bin/perl
# The rooms of the module, and who may reach into which: by the files that are
# included, the names that are written, and the symbols that are called.  Reads
# kernel/ below SOURCE, and the objects that were made of it.  Prints TAP.
# usage: house.pl SOURCE OBJECTS
use strict;
use warnings;

# Room, its files, and whom it may reach besides itself.  "index" is the header
# of headers, "types" the table of types: both of the top floor.  What is said
# between verbs/ and cm/ is in one header, a room of its own.  rdmasim is another
# module.  The first pattern that fits counts.
my @rooms = (
	[core    => 'kernel/rdma_uapi/core/*',          qw(drivers index types)],
	[rdmasim => 'kernel/drivers/rdmasim/*'],
	[drivers => 'kernel/drivers/*',                 qw(core index types)],
	[for_cm  => 'kernel/rdma_uapi/verbs/for_cm.h',  qw(core drivers index)],
	[verbs   => 'kernel/rdma_uapi/verbs/*',         qw(core drivers index for_cm)],
	[cm      => 'kernel/rdma_uapi/cm/*',            qw(core drivers index for_cm)],
	[index   => 'kernel/rdma_uapi/ruapi.h',         qw(core drivers)],
	[types   => 'kernel/rdma_uapi/types.c',         qw(core drivers index verbs cm for_cm)],
);

die "usage: house.pl SOURCE OBJECTS\n" unless @ARGV == 2;
my ($src, $objects) = @ARGV;
my $failures = 0;

sub verdict
{
	my ($name, @complaints) = @_;
	my %seen;

	@complaints = sort grep { !$seen{$_}++ } @complaints;
	$failures += @complaints ? 1 : 0;
	print @complaints ? 'not ' : '', "ok - $name\n", map { "# $_\n" } @complaints;
}

sub room
{
	my $file = shift;

	for my $room (@rooms) {
		my $pattern = quotemeta($room->[1]) =~ s/\\\*/.*/r;

		return $room->[0] if $file =~ /^$pattern$/;
	}
	return 'nowhere';
}

# What a source says, comments left out.
sub text_of
{
	local (@ARGV, $/) = "$src/$_[0]";

	return <> =~ s{/\*.*?\*/|//[^\n]*}{ }gsr;
}

# The files of this tree that are included: by the folder of the file, or by the
# -I of Kbuild.
sub includes
{
	my ($file, $text) = @_;
	my $folder = $file =~ s{[^/]*$}{}r;
	my @found;

	for my $name ($text =~ /^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)/gm) {
		my ($path) = grep { -e "$src/$_" } $folder . $name, "kernel/rdma_uapi/$name" or next;

		1 while $path =~ s{[^/]+/\.\./}{};
		push @found, $path;
	}
	return @found;
}

# What a header makes known: macros, types, functions, variables.
sub declares
{
	my $text = shift;

	# What is asserted is not declared.
	$text =~ s/^static_assert\(.*//gm;
	return ($text =~ /^[ \t]*#[ \t]*define[ \t]+(\w+)/gm,
		$text =~ /^(?:struct|union|enum)\s+(\w+)\s*\{/gm,
		$text =~ /^[A-Za-z_][^\n;]*?\b(\w+)\(/gm,
		$text =~ /^extern\s[^\n;]*?\b(\w+)(?:\[[^\n]*)?;/gm);
}

my @files = split /\n/, `cd '$src' && find kernel -name '*.[ch]' ! -name '*.mod.c' | sort`;
my %room = map { $_ => room($_) } @files;
my (%includes, %words, %declared, %defined, %needs);
for my $file (@files) {
	my $text = text_of($file);

	$includes{$file} = [includes($file, $text)];
	$words{$file} = [$text =~ /\b([A-Za-z_]\w*)/g];
	next unless $file =~ /\.h$/;
	$declared{$_}{$room{$file}} = $file for declares($text);
}
verdict('every file is in a room', grep { $room{$_} eq 'nowhere' } @files);

# What another one includes is built with that.
my %part = map { $_ => 1 } grep { /\.c$/ } map { @$_ } values %includes;
my %object = map { $_ => "$objects/" . s/c$/o/r } grep { /\.c$/ && !$part{$_} } @files;
verdict('every file has been built', map { s/c$/o/r . ' has not been built' }
	grep { !-e $object{$_} } keys %object);
for my $file (grep { -e $object{$_} } keys %object) {
	for (split /\n/, `nm -P -g '$object{$file}'`) {
		my ($symbol, $type) = split;

		if ($type eq 'U') {
			push @{$needs{$file}}, $symbol;
		} else {
			$defined{$symbol} = $file;
		}
	}
}

for (@rooms) {
	my ($name, $pattern, @others) = @$_;
	my %may = map { $_ => 1 } $name, @others;
	my @inside = grep { $room{$_} eq $name } @files;
	my (@includes, @names, @calls);

	for my $file (@inside) {
		push @includes, map { "$file includes $_" }
			grep { !$may{room($_)} } @{$includes{$file}};
		push @names, map { "$file names $_ of " . (values %{$declared{$_}})[0] }
			grep { $declared{$_} && !grep { $may{$_} } keys %{$declared{$_}} } @{$words{$file}};
		push @calls, map { "$file needs $_ of $defined{$_}" }
			grep { $defined{$_} && !$may{$room{$defined{$_}}} &&
				!($may{for_cm} && $declared{$_}{for_cm}) } @{$needs{$file} // []};
	}
	verdict("there is a room $name", @inside ? () : "no file is $pattern");
	verdict("$name includes nothing but of itself, @others", @includes);
	verdict("$name names nothing but of itself, @others", @names);
	verdict("$name calls nothing but of itself, @others", @calls);
}
exit($failures ? 1 : 0);
