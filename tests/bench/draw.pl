#!/usr/bin/perl
# Draws the tables that report.sh makes, as SVG: of calls a pair of bars for each
# row, the ratio to mainline; of scale a line for each row, the cost against n.
# Reads the tables.
# usage: draw.pl calls|scale TITLE <TABLES
use strict;
use warnings;

my ($kind, $title) = @ARGV;
die "usage: draw.pl calls|scale TITLE <TABLES\n" unless @ARGV == 2 && $kind =~ /^(?:calls|scale)$/;

my $style = 'font-family="sans-serif" font-size="12"';
my @colours = map { "#$_" } qw(1f77b4 ff7f0e 2ca02c d62728 9467bd 8c564b e377c2 7f7f7f bcbd22 17becf);

sub text
{
	my ($x, $y, $text, $more) = @_;

	$text =~ s/&/&amp;/g;
	$text =~ s/</&lt;/g;
	return sprintf qq{<text x="%.1f" y="%.1f" %s>%s</text>\n}, $x, $y, $more // '', $text;
}

sub picture
{
	my ($width, $height, $body) = @_;

	print qq{<svg xmlns="http://www.w3.org/2000/svg" width="$width" height="$height" viewBox="0 0 $width $height" $style>\n},
		qq{<rect width="$width" height="$height" fill="white"/>\n}, text(10, 18, $title, 'font-weight="bold"'), $body,
		"</svg>\n";
}

# Rows of a table: [label, cells...]; a heading starts a new one.
sub tables
{
	my (@tables, $table);

	while (<STDIN>) {
		chomp;
		if (!/^\|/) {
			undef $table;
			next;
		}
		my @cells = map { s/^\s+|\s+$//gr =~ s/\*\*//gr } split /\|/, $_ =~ s/^\||\|$//gr, -1;
		next if $cells[0] =~ /^-+$/;
		if ($table) {
			push @{$table->{rows}}, \@cells;
		} else {
			push @tables, $table = { head => \@cells, rows => [] };
		}
	}
	return @tables;
}

# ---- ratios -------------------------------------------------------------------

sub draw_calls
{
	my ($left, $unit, $step) = (330, 260, 34);
	my (@order, %ratio, $previous);

	for my $table (grep { ($_->{head}[7] // '') eq 'ratio' } tables()) {
		my $side = $table->{head}[4];

		for my $row (@{$table->{rows}}) {
			my $label = $row->[0];

			# "16 requests" says of what in the row before.
			$label =~ /^\d+ [a-z]+$/ ? $label = "$previous, $label" : ($previous = $label =~ s/,.*//r);
			push @order, $label unless $ratio{$label};
			$ratio{$label}{$side} = $row->[7];
		}
	}
	my $height = 60 + $step * @order;
	my $body = text($left + 40, 36, 'native', qq{fill="$colours[0]"}) .
		text($left + 100, 36, 'interposed', qq{fill="$colours[1]"}) .
		sprintf qq{<line x1="%d" y1="42" x2="%d" y2="%d" stroke="black" stroke-dasharray="4"/>\n},
			$left + $unit, $left + $unit, $height - 10;
	$body .= text($left + $unit - 26, 36, 'mainline');
	my $y = 48;
	for my $label (@order) {
		my $bar = 0;

		$body .= text(10, $y + 16, $label);
		for my $side (qw(native interposed)) {
			my $value = $ratio{$label}{$side};

			if (defined $value) {
				my $shown = $value > 1.9 ? 1.9 : $value;

				$body .= sprintf qq{<rect x="%d" y="%.1f" width="%.1f" height="12" fill="%s"/>\n},
					$left, $y + 13 * $bar, $unit * $shown, $colours[$bar];
				$body .= text($left + $unit * $shown + 4, $y + 13 * $bar + 10, $value, 'font-size="10"');
			}
			$bar++;
		}
		$y += $step;
	}
	picture($left + 2 * $unit + 30, $height, $body);
}

# ---- cost against n -------------------------------------------------------------

sub number
{
	return $_[0] =~ s/ //gr;
}

sub log10
{
	return log($_[0]) / log(10);
}

# A field of its own for each table, both axes logarithmic.
sub draw_scale
{
	my @tables = grep { ($_->{head}[-1] // '') eq 'is' } tables();
	my ($width, $high, $left, $top, $body) = (420, 300, 60, 40, '');

	for my $table (@tables) {
		my @n = map { number($_) } @{$table->{head}}[1 .. $#{$table->{head}} - 2];
		my @all = map { number($_) } grep { length } map { @$_[1 .. @n] } @{$table->{rows}};
		my ($low, $top_value) = (sort { $a <=> $b } @all)[0, -1];
		my ($from, $to) = (int(log10($low)), int(log10($top_value)) + 1);
		my $x = sub { $left + $width * (log10($_[0]) - log10($n[0])) / (log10($n[-1]) - log10($n[0])) };
		my $y = sub { $top + $high - $high * (log10($_[0]) - $from) / ($to - $from) };
		my $i = 0;

		$body .= text($left, $top - 8, $table->{head}[0], 'font-style="italic"');
		$body .= sprintf qq{<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#999"/>\n}, $left, $top, $width, $high;
		$body .= text($left - 34, $y->(10 ** $_) + 4, "10^$_", 'font-size="10"') for $from .. $to;
		$body .= text($x->($_) - 12, $top + $high + 14, $_, 'font-size="10"') for @n;
		for my $row (@{$table->{rows}}) {
			my $colour = $colours[$i % @colours];
			my @points = map { sprintf '%.1f,%.1f', $x->($n[$_]), $y->(number($row->[$_ + 1])) }
				grep { length $row->[$_ + 1] } 0 .. $#n;

			$body .= qq{<polyline points="@points" fill="none" stroke="$colour" stroke-width="2"/>\n};
			$body .= text($left + $width + 14, $top + 14 + 16 * $i, $row->[0], qq{fill="$colour"});
			$i++;
		}
		$top += $high + 60;
	}
	picture($left + $width + 330, $top, $body);
}

$kind eq 'calls' ? draw_calls() : draw_scale();
