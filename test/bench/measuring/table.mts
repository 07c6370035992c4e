import { evaluate, type Figure } from './evaluate.mts';
import type { Comparison, Unit } from './row.mts';

const HEAD = ['', 'ours', 'peer', 'ratio', 'goal', 'met'];

/** The cells of one line, a column each. */
type Line = readonly string[];

/**
 * All comparisons as one table of text; medians, with the smallest and the largest value behind them.
 * @param runs how often everything was to be measured; what was measured less often is marked
 */
export function drawTable(comparisons: readonly Comparison[], runs: number): string {
	const blocks = comparisons.map((comparison) => ({
		heading: headingOf(comparison, runs),
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

function headingOf(comparison: Comparison, runs: number): string {
	const { title, ours, peer, note } = comparison;
	const sides = peer === undefined ? ours : `${ours} beside ${peer}`;
	const heading = `${title}: ${sides}${fewerRuns(comparison, runs)}`;
	return note === undefined ? heading : `${heading}\n  (${note})`;
}

/** Marks what was measured less often than the rest. */
function fewerRuns({ runs: ours, peerRuns: peer }: Comparison, usual: number): string {
	const marks = [
		...(ours === undefined || ours === usual ? [] : [count(ours)]),
		...(peer === undefined || peer === (ours ?? usual) ? [] : [`the peer ${count(peer)}`]),
	];
	return marks.length === 0 ? '' : ` [${marks.join(', ')}]`;
}

const count = (runs: number): string => `${runs} ${runs === 1 ? 'run' : 'runs'}`;

function lineOf(figure: Figure): Line {
	const { what, unit, ours, peer, oursMedian, peerMedian, ratio, goal, met } = figure;
	return [
		`  ${what}`,
		withRange(oursMedian, ours, unit),
		peer === undefined || peerMedian === undefined ? '' : withRange(peerMedian, peer, unit),
		// Where a difference is what counts, the two may be so small that their ratio says nothing.
		ratio === undefined || (goal !== undefined && 'difference' in goal) ? '' : factor(ratio),
		goalText(figure),
		met === undefined ? '' : met ? 'yes' : 'NO',
	];
}

function goalText({ goal, unit }: Figure): string {
	if (goal === undefined) return '';
	if ('ratio' in goal) return `<= ${factor(goal.ratio)} x`;
	if ('atLeast' in goal) return `>= ${factor(goal.atLeast)} x`;
	if ('difference' in goal) return `<= +${amount(goal.difference, unit)}`;
	return `<= ${amount(goal.value, unit)}`;
}

/** Two digits, and one more where two would say little. */
const factor = (value: number): string =>
	Number.isFinite(value) ? value.toFixed(value < 0.1 ? 3 : 2) : '∞';

function withRange(middle: number, values: readonly number[], unit: Unit): string {
	const least = number(Math.min(...values), unit);
	const most = number(Math.max(...values), unit);
	return least === most ? amount(middle, unit) : `${amount(middle, unit)} (${least}-${most})`;
}

function amount(value: number, unit: Unit): string {
	return unit === 'count' ? number(value, unit) : `${number(value, unit)} ${unit}`;
}

const WHOLE: ReadonlySet<Unit> = new Set(['count', 'bytes', 'µs']);

function number(value: number, unit: Unit): string {
	const digits = WHOLE.has(unit) ? 0 : unit === 's' ? 2 : Math.abs(value) < 100 ? 1 : 0;
	return value.toLocaleString('en', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
}
