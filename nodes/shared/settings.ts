import type { Condition, FieldForm } from './fields';
import type { JobStart } from './jobs';
import type { Operation } from './operation';
import type { Provider } from './provider';

/** A parameter that steers how the node works; it is not part of the provider's API. */
export interface Setting {
	parameter: string;
	form: FieldForm;
	/** Shown only while other settings have these values. */
	when?: Condition;
	/** Stands in the Options collection instead of the top level. */
	option?: boolean;
}

/** Minutes that a job may take before the node stops waiting for it. */
export const DEFAULT_TIMEOUT_MINUTES = 30;

/** Minutes that the provider may ask to wait before the node gives up. */
export const DEFAULT_WAIT_MINUTES = 5;

/** More requests side by side than this help nobody. */
export const MAXIMUM_CONCURRENCY = 100;

/** More than that is a slip: who wants everything turns on Return All. */
export const MAXIMUM_LIMIT = 1_000_000;

/** Megabytes that a downloaded file may have. */
export const DEFAULT_DOWNLOAD_MEGABYTES = 25;

/** n8n's own default for lists. */
export const DEFAULT_LIMIT = 50;

/** The collection of the settings that most users leave alone. */
export const SETTINGS_COLLECTION = 'options';

/** Parameter names of all settings, so that the form and the runner cannot disagree. */
export const SETTING = {
	confirm: 'confirm',
	returnAll: 'returnAll',
	limit: 'limit',
	simplify: 'simplify',
	waitForCompletion: 'waitForCompletion',
	outputDataFieldName: 'outputDataFieldName',
	timeout: 'timeout',
	onTimeout: 'onTimeout',
	maximumWait: 'maximumWait',
	adoptRunningJob: 'adoptRunningJob',
	streamOutput: 'streamOutput',
	concurrency: 'concurrency',
	batchSize: 'batchSize',
	maximumTokens: 'maximumTokens',
	download: 'download',
	maximumDownloadSize: 'maximumDownloadSize',
} as const;

/** The settings that follow from an operation: what it replies, whether it starts a job, what it destroys. */
export function settingsOf(operation: Operation, provider: Provider): Setting[] {
	const settings: Setting[] = [];
	if (operation.confirm !== undefined) {
		settings.push({
			parameter: SETTING.confirm,
			form: {
				displayName: 'Confirm',
				type: 'boolean',
				default: false,
				description: `Whether to go ahead although it cannot be undone: ${operation.confirm}`,
			},
		});
	}
	if (operation.job !== undefined) {
		settings.push({
			parameter: SETTING.waitForCompletion,
			form: {
				displayName: 'Wait for Completion',
				type: 'boolean',
				default: true,
				description:
					'Whether to wait until the job has ended and output it, instead of the reply that names its ID',
			},
		});
	}
	const { reply } = operation;
	if (reply.kind === 'list') {
		settings.push(
			{
				parameter: SETTING.returnAll,
				form: {
					displayName: 'Return All',
					type: 'boolean',
					default: false,
					description: 'Whether to return all results or only up to a given limit',
				},
			},
			{
				parameter: SETTING.limit,
				when: { [SETTING.returnAll]: [false] },
				form: {
					displayName: 'Limit',
					type: 'number',
					default: DEFAULT_LIMIT,
					typeOptions: { minValue: 1 },
					description: 'Max number of results to return',
				},
			},
		);
	}
	if (isSummarized(operation, provider)) {
		settings.push({
			parameter: SETTING.simplify,
			form: {
				displayName: 'Simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			},
		});
	}
	if (operation.download !== undefined) {
		settings.push({
			parameter: SETTING.download,
			form: {
				displayName: 'Download Image',
				type: 'boolean',
				default: false,
				description: 'Whether to put the image itself into the output, beside its web address',
			},
		});
	}
	if (reply.kind === 'file' || operation.download !== undefined) {
		settings.push({
			parameter: SETTING.outputDataFieldName,
			...(operation.download === undefined ? {} : { when: { [SETTING.download]: [true] } }),
			form: {
				displayName: 'Put Output File in Field',
				type: 'string',
				default: 'data',
				hint: 'The name of the output binary field to put the file in',
			},
		});
		settings.push({
			parameter: SETTING.maximumDownloadSize,
			option: true,
			form: {
				displayName: 'Maximum Download Size (MB)',
				type: 'number',
				default: DEFAULT_DOWNLOAD_MEGABYTES,
				typeOptions: { minValue: 1 },
				description:
					'A file that is larger is not downloaded. The item leaves as one that did not succeed.',
			},
		});
	}
	if (operation.batch?.adjustable === true) {
		settings.push({
			parameter: SETTING.batchSize,
			option: true,
			form: {
				displayName: 'Batch Size',
				type: 'number',
				default: operation.batch.maximum,
				typeOptions: { minValue: 1 },
				description: `How many input items to send in one request, at most ${operation.batch.maximum}`,
			},
		});
	}
	if (operation.cost !== undefined) {
		settings.push({
			parameter: SETTING.maximumTokens,
			option: true,
			form: {
				displayName: 'Maximum Tokens',
				type: 'number',
				default: 0,
				typeOptions: { minValue: 0 },
				description:
					'How many tokens one run of the node may cost. It stops before the call that would exceed them. 0 sets no limit.',
			},
		});
	}
	settings.push({
		parameter: SETTING.concurrency,
		option: true,
		form: {
			displayName: 'Items at Once',
			type: 'number',
			default: provider.concurrency,
			typeOptions: { minValue: 1, maxValue: MAXIMUM_CONCURRENCY },
			description:
				'How many input items to work on side by side. The output keeps the input order.',
		},
	});
	settings.push({
		parameter: SETTING.maximumWait,
		option: true,
		form: {
			displayName: 'Maximum Wait',
			type: 'number',
			default: DEFAULT_WAIT_MINUTES,
			typeOptions: { minValue: 0 },
			description:
				'Minutes to wait when the provider asks to slow down. If it asks for more, the item leaves as one that did not succeed and says until when.',
		},
	});
	if (reply.kind === 'stream') {
		settings.push({
			parameter: SETTING.streamOutput,
			option: true,
			form: {
				displayName: 'Stream Output',
				type: 'options',
				default: 'events',
				options: [
					{ name: 'Events', value: 'events', description: 'One item for each event' },
					{
						name: 'Summary',
						value: 'summary',
						description: 'One item that counts the events and quotes those that report an error',
					},
				],
				description: 'What to output when the stream has ended',
			},
		});
	}
	if (operation.job !== undefined) settings.push(...jobSettings(operation.job, provider));
	return settings;
}

/** How long to wait for a job, and for which. */
function jobSettings({ timeoutMinutes }: JobStart, { job }: Provider): Setting[] {
	const settings: Setting[] = [
		{
			parameter: SETTING.timeout,
			option: true,
			form: {
				displayName: 'Timeout',
				type: 'number',
				default: timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES,
				typeOptions: { minValue: 1 },
				description:
					'Minutes to wait for the job. It goes on at the provider when the time is over.',
			},
		},
		{
			parameter: SETTING.onTimeout,
			option: true,
			form: {
				displayName: 'When Time Is Over',
				type: 'options',
				default: 'error',
				options: [
					{ name: 'Report Error', value: 'error', description: 'The item did not succeed' },
					{
						name: 'Output Job ID',
						value: 'output',
						description: 'The item leaves with the ID and the last state of the job',
					},
				],
				description: 'What to do with an item whose job has not ended in time. No job is lost.',
			},
		},
	];
	if (job?.findActive === undefined) return settings;
	return [
		...settings,
		{
			parameter: SETTING.adoptRunningJob,
			option: true,
			form: {
				displayName: 'Adopt Running Job',
				type: 'boolean',
				default: false,
				description:
					'Whether to wait for the job that is under way already when it keeps this one from being accepted',
			},
		},
	];
}

/** True when the operation outputs more than people usually need. */
function isSummarized({ reply, job }: Operation, provider: Provider): boolean {
	if (job !== undefined && provider.job?.summary !== undefined) return true;
	return (reply.kind === 'list' || reply.kind === 'record') && reply.summary !== undefined;
}
