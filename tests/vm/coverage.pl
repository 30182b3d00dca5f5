#!/usr/bin/perl
# Reads what guests have counted (tests/kmod/ruapi_gcov.c), has gcov say which lines
# that is, and prints a table of the files of the module and the lines that no guest
# has run.
# usage: coverage.pl FOLDER-OF-OBJECTS COUNTED...
use strict;
use warnings;
use File::Basename;
use File::Path qw(make_path);
use File::Temp qw(tempdir);

my $objects = shift @ARGV or die "usage: coverage.pl FOLDER-OF-OBJECTS COUNTED...\n";
@ARGV or die "coverage.pl: nothing was counted\n";

# By file and line: how often it was run, and its text.
my (%count, %text);

# unpack_counts(FILE, FOLDER): each object's counts beside a copy of its notes.
sub unpack_counts
{
	my ($file, $dir) = @_;
	my @notes;

	open(my $in, '<:raw', $file) or die "$file: $!\n";
	while (my $line = <$in>) {
		$line =~ /^(\d+) (.*)\.gcda\n$/ or die "$file: not what was expected: $line\n";
		my ($size, $name) = ($1, $2);
		my $copy = "$dir/" . $name =~ s{^\Q$objects\E/}{}r =~ s{/}{#}gr;
		read($in, my $data, $size) == $size or die "$file: it ends within $name\n";
		open(my $out, '>:raw', "$copy.gcda") or die "$copy: $!\n";
		print $out $data;
		close($out) or die "$copy: $!\n";
		symlink("$name.gcno", "$copy.gcno") or die "$copy: $!\n";
		push @notes, "$copy.gcno";
	}
	return @notes;
}

# take(NOTES): the lines of an object, which gcov prints.
sub take
{
	my ($notes) = @_;
	my $source;

	open(my $in, '-|', 'gcov-12', '-t', $notes) or die "gcov-12: $!\n";
	while (<$in>) {
		my ($times, $line, $text) = /^\s*([^:]+):\s*(\d+):(.*)$/ or next;
		if ($line == 0) {
			next if $text !~ /^Source:(.*)/;
			($source = $1) =~ s{^\Q$objects\E/|^\./}{};
			next;
		}
		next if !defined $source || $source !~ m{^kernel/(rdma_uapi|drivers/[^/]+$)};
		next if $times eq '-';
		$text{$source}{$line} = $text;
		$count{$source}{$line} += $times =~ /^(\d+)/ ? $1 : 0;
	}
	close($in) or die "gcov-12 fails of $notes\n";
}

my $work = tempdir(CLEANUP => 1);
my $number = 0;
for my $file (@ARGV) {
	my $dir = "$work/" . $number++;
	make_path($dir);
	take($_) for unpack_counts($file, $dir);
}

sub percent { $_[1] ? sprintf('%.1f', 100 * $_[0] / $_[1]) : '-' }

my (%run, %all, %missing);
for my $file (sort keys %count) {
	for my $line (sort { $a <=> $b } keys %{ $count{$file} }) {
		$all{$file}++;
		if ($count{$file}{$line}) {
			$run{$file}++;
		} else {
			push @{ $missing{$file} }, $line;
		}
	}
}

my ($run, $all) = (0, 0);
print "lines that no test has run:\n";
for my $file (sort keys %missing) {
	print "\n$file\n";
	print "$_:$text{$file}{$_}\n" for @{ $missing{$file} };
}
print "\n", sprintf("%-44s %6s %6s %7s\n", 'file', 'lines', 'run', '%');
for my $file (sort keys %all) {
	my $done = $run{$file} // 0;
	printf("%-44s %6d %6d %7s\n", $file, $all{$file}, $done, percent($done, $all{$file}));
	$run += $done;
	$all += $all{$file};
}
printf("%-44s %6d %6d %7s\n", 'all', $all, $run, percent($run, $all));
