import { valueOf } from './data';
import { withParameter } from './loader';

const FAILURES = 3;

/** Hears from n8n when somebody else has sent the decisions. */
export function watchDecisions(
	decided: (by: { reviewer: string; at: number }) => void,
	signal: AbortSignal,
): void {
	if (!('EventSource' in window)) return;
	const source = new EventSource(withParameter('watch', '1'));
	let failures = 0;
	source.addEventListener('decided', ({ data }) => {
		source.close();
		const by: unknown = JSON.parse(String(data));
		const at = valueOf(by, 'at');
		const reviewer = valueOf(by, 'reviewer');
		decided({
			reviewer: typeof reviewer === 'string' ? reviewer : '',
			at: new Date(typeof at === 'number' ? at : String(at)).getTime(),
		});
	});
	source.addEventListener('error', () => {
		// The browser tries again by itself, for ever; sending finds out in any case.
		failures += 1;
		if (failures >= FAILURES) source.close();
	});
	signal.addEventListener('abort', () => {
		source.close();
	});
}
