import type { WorkOrder } from '../children/works/settings.mts';

/** What the parts `jobs` and `busy` have in common: the work, the provider and the peers. */

export const PRODUCTS = 1000;
export const JOB_MS = 200;
export const LATENCY_MS = 20;

/**
 * The script knows how long a job takes: it looks when the job has just ended, and needs one look. The job begins one latency
 * before its reply is there; 5 ms are for timers and the way. No fixed pause is faster.
 */
const SCRIPT_PAUSE_MS = JOB_MS - LATENCY_MS + 5;

export const worldText = `${PRODUCTS.toLocaleString('en')} products, submit and poll, job ${JOB_MS} ms, TLS, ${LATENCY_MS} ms latency`;

type TextsOrder = Extract<WorkOrder, { name: 'generateTexts' }>;

/** The work in n8n, by our node or by n8n's own ones. */
export const textsBy = (
	by: TextsOrder['by'],
	settings: Pick<TextsOrder, 'concurrency' | 'pauseMs'>,
): { work: TextsOrder } => ({ work: { name: 'generateTexts', by, ...settings } });

/** The work as a plain script. */
export const scriptAt = (concurrency: number) =>
	({ script: { work: 'generateTexts', concurrency, pauseMs: SCRIPT_PAUSE_MS } }) as const;
