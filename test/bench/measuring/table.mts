import { evaluate, type Figure } from './evaluate.mts';
import type { Comparison, Unit } from './row.mts';

const HEAD = ['', 'ours', 'peer', 'ratio', 'goal', 'met'];

/** The cells of one line, a column each. */
type Line = readonly string[];

/** All comparisons as one table of text; medians, with the smallest and the largest value behind them. */
export function drawTable(comparisons: readonly Comparison[]): string {
	const blocks = comparisons.map((comparison) => ({
		heading: headingOf(comparison),
		lines: comparison.measurements.map((measurement) => lineOf(evaluate(measurement))),
	}));
	const all: Line[] = [HEAD, ...blocks.flatMap(({ lines }) => lines)];
	const widths = HEAD.map((_, column) =>
		Math.max(...all.map((line) => (line[column] ?? '').length)),
	);
	const draw = (line: Line): string =>
		line
			.map((cell, column) =>
				column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
			)
			.join('  ')
			.trimEnd();
	const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
	return [
		draw(HEAD),
		...blocks.flatMap(({ heading, lines }) => [rule, heading, ...lines.map(draw)]),
		rule,
	].join('\n');
}

function headingOf({ title, ours, peer }: Comparison): string {
	return peer === undefined ? `${title}: ${ours}` : `${title}: ${ours} beside ${peer}`;
}

function lineOf(figure: Figure): Line {
	const { what, unit, ours, peer, oursMedian, peerMedian, ratio, met } = figure;
	return [
		`  ${what}`,
		withRange(oursMedian, ours, unit),
		peer === undefined || peerMedian === undefined ? '' : withRange(peerMedian, peer, unit),
		ratio === undefined ? '' : ratio.toFixed(2),
		goalText(figure),
		met === undefined ? '' : met ? 'yes' : 'NO',
	];
}

function goalText({ goal, unit }: Figure): string {
	if (goal === undefined) return '';
	if ('ratio' in goal) return `<= ${goal.ratio.toFixed(2)} x`;
	if ('difference' in goal) return `<= +${amount(goal.difference, unit)}`;
	return `<= ${amount(goal.value, unit)}`;
}

function withRange(middle: number, values: readonly number[], unit: Unit): string {
	const least = number(Math.min(...values), unit);
	const most = number(Math.max(...values), unit);
	return least === most ? amount(middle, unit) : `${amount(middle, unit)} (${least}-${most})`;
}

function amount(value: number, unit: Unit): string {
	return unit === 'count' ? number(value, unit) : `${number(value, unit)} ${unit}`;
}

function number(value: number, unit: Unit): string {
	const digits = unit === 'count' ? 0 : unit === 's' ? 2 : Math.abs(value) < 100 ? 1 : 0;
	return value.toLocaleString('en', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
}
