#!/usr/bin/perl
# Chooses which of Debian's kernels to fetch: a function of package lists.
# An archive is seldom whole: an image is signed days after headers and source
# of the same version have come, a suite keeps one version of linux-kbuild and
# five of everything else.  So no metapackage and no single version is asked:
# of all kernels that the lists name, the newest is taken whose parts are all
# there and fit to one another, and it is said what a newer one lacks.
#
# Standard input has Packages files, one after the other.  Output:
#   release 6.1.0-56-amd64
#   version 6.1.192-2
#   image|headers|common|kbuild|source PACKAGE VERSION
#   size BYTES            of all of them, packed
#   note KERNEL: TEXT     a newer one, and what it lacks
# There may be more than one line for image.
# SERIES is 6.1 or 7, or newest, which is of any.
# usage: choose-kernel.pl SERIES <PACKAGES
use strict;
use warnings;
use Dpkg::Deps;
use Dpkg::Version;

# What a kernel is made of.  %r is its release, %s the first two numbers of that.
my %parts = (
	# Sets of packages that hold image and modules, the best first.
	image => [
		['linux-image-%r'],
		['linux-image-%r-unsigned'],
	],
	# The same of kernels for which there is a package of the modules alone.
	modules => 'linux-modules-%r',
	split => [
		['linux-binary-%r', 'linux-modules-%r', 'linux-base-%r'],
		['linux-binary-unsigned-%r', 'linux-modules-%r', 'linux-base-%r'],
	],
	headers => 'linux-headers-%r',
	# What of the headers' own dependencies is a part, by its name.
	needs => [
		[common => qr/^linux-headers-.*-common$/],
		[kbuild => qr/^linux-kbuild-/],
	],
	source => 'linux-source-%s',
);

if (@ARGV != 1 || $ARGV[0] !~ /^(?:\d+(?:\.\d+)?|newest)$/) {
	print STDERR "usage: choose-kernel.pl SERIES <PACKAGES\n";
	exit 2;
}
my $series = shift;
my $numbers = $series eq 'newest' ? qr/\d+/ : qr/\Q$series\E/;

# $packages{NAME}{VERSION}: what the lists say of it.
my %packages;

sub read_lists
{
	local $/ = '';

	while (my $stanza = <STDIN>) {
		my %field;

		next unless $stanza =~ /^Package: linux-/m;
		$field{$1} = $2 while $stanza =~
			/^(Package|Version|Architecture|Depends|Size): *(.*\S)/mg;
		next unless defined $field{Version} &&
			($field{Architecture} // 'all') =~ /^(?:amd64|all)$/;
		$packages{$field{Package}}{$field{Version}} //= \%field;
	}
}

sub name
{
	my ($pattern, $release) = @_;

	my ($numbers) = $release =~ /^(\d+\.\d+)/;

	return $pattern =~ s/%r/$release/r =~ s/%s/$numbers/r;
}

# newest(VERSION...): sorted, the newest first.
sub newest
{
	return sort { version_compare($b, $a) } @_;
}

sub upstream
{
	return Dpkg::Version->new(shift)->version();
}

# Flavours (rt, cloud) and debugging symbols have more words in their names.
sub kernels
{
	my %seen;

	for my $package (keys %packages) {
		next unless $package =~ /^linux-(?:image|headers)-
			($numbers\.[^-]+(?:-\d+)?-amd64)(?:-unsigned)?$/x;
		$seen{"$1 $_"} = [$1, $_] for grep { /^$numbers\./ } keys %{$packages{$package}};
	}
	return sort {
		version_compare($b->[1], $a->[1]) || $b->[0] cmp $a->[0]
	} values %seen;
}

# What the lists have of a package, for a message.
sub there_is
{
	my @versions = newest(keys %{$packages{$_[0]} // {}});

	splice(@versions, 3) if @versions > 3;
	return @versions ? 'the archive has ' . join(', ', @versions) : 'the archive has none';
}

# prefer(VERSION, VERSION...): the first if it is among the others, which are
# sorted, and else the newest of them.
sub prefer
{
	my ($wanted, @there) = @_;

	return (grep { $_ eq $wanted } @there) ? $wanted : $there[0];
}

# missing(TEXT): ends the search for the parts of one kernel.
sub missing
{
	die {missing => join('', @_)};
}

# The following find the parts of a kernel, as [PART, PACKAGE, VERSION].
sub image
{
	my ($release, $version) = @_;
	my $form = $packages{name($parts{modules}, $release)} ? 'split' : 'image';
	my @sets = map { [map { name($_, $release) } @$_] } @{$parts{$form}};

	for my $set (@sets) {
		next if grep { !$packages{$_}{$version} } @$set;
		return map { ['image', $_, $version] } @$set;
	}
	missing('there is no image: ', join(' or ', map { join(' with ', @$_) } @sets));
}

sub headers
{
	my ($release, $version) = @_;
	my $name = name($parts{headers}, $release);

	missing("$name is missing, ", there_is($name)) unless $packages{$name}{$version};
	return ['headers', $name, $version];
}

sub alternatives
{
	my $dep = shift;

	return $dep->isa('Dpkg::Deps::OR') ? $dep->get_deps() : $dep;
}

# best(DEPENDENCY, VERSION): package and version that satisfy it.
sub best
{
	my ($dep, $version) = @_;

	for my $one (alternatives($dep)) {
		my @fit = grep {
			!$one->{relation} ||
				version_compare_relation($_, $one->{relation}, $one->{version})
		} newest(keys %{$packages{$one->{package}} // {}});

		return ($one->{package}, prefer($version, @fit)) if @fit;
	}
	return;
}

# What the headers depend on.
sub needs
{
	my ($release, $version) = @_;
	my $headers = name($parts{headers}, $release);
	my $deps = deps_parse($packages{$headers}{$version}{Depends} // '',
		reduce_arch => 1, host_arch => 'amd64')
		or missing("the dependencies of $headers cannot be read");
	my @found;

	for my $need (@{$parts{needs}}) {
		my ($part, $pattern) = @$need;
		my ($dep) = grep {
			grep { $_->{package} =~ $pattern } alternatives($_)
		} $deps->get_deps();

		missing("$headers depends on no $part package") unless $dep;
		my ($package, $fit) = best($dep, $version)
			or missing("$headers needs ", $dep->output(), ', ',
				there_is((alternatives($dep))[0]{package}));
		push @found, [$part, $package, $fit];
	}
	return @found;
}

# Another revision of Debian's will do: of it we read what is not Debian's.
sub source
{
	my ($release, $version) = @_;
	my $name = name($parts{source}, $release);
	my @fit = grep { upstream($_) eq upstream($version) }
		newest(keys %{$packages{$name} // {}});

	missing("there is no $name of ", upstream($version), ', ', there_is($name))
		unless @fit;
	return ['source', $name, prefer($version, @fit)];
}

# parts_of(RELEASE, VERSION): all of them, or a reference to what is missing.
sub parts_of
{
	my @parts = eval { map { $_->(@_) } \&image, \&headers, \&needs, \&source };

	return @parts unless $@;
	die $@ unless ref $@;
	return \$@->{missing};
}

sub print_kernel
{
	my ($release, $version, @parts) = @_;
	my $size = 0;

	print "release $release\nversion $version\n";
	for my $part (@parts) {
		my ($name, $package, $fit) = @$part;

		print "$name $package $fit\n";
		$size += $packages{$package}{$fit}{Size} // 0;
	}
	print "size $size\n";
}

read_lists();
my @passed_over;
for my $kernel (kernels()) {
	my @parts = parts_of(@$kernel);

	if (ref $parts[0] eq 'SCALAR') {
		push @passed_over, "$kernel->[0] ($kernel->[1]): ${$parts[0]}";
		next;
	}
	print_kernel(@$kernel, @parts);
	print "note $_\n" for @passed_over;
	exit 0;
}
print STDERR "the package lists name no kernel of the series $series\n" unless @passed_over;
print STDERR "$_\n" for @passed_over;
exit 1;
