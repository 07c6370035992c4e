import { defineOperation } from '../../shared/operation';
import { UNCONFIRMED_PATHS } from '../unconfirmedRoutes';

/** A list of values that XC Scribe takes: it differs from its siblings in its path and its texts. */
function values(
	operation: keyof typeof UNCONFIRMED_PATHS.config,
	name: string,
	things: string,
	use: string,
) {
	return defineOperation({
		resource: 'config',
		operation,
		name,
		action: `Get ${things}`,
		description: `List the ${things} that XC Scribe knows: ${use}`,
		request: { method: 'GET', path: UNCONFIRMED_PATHS.config[operation] },
		reply: { kind: 'untyped' },
	});
}

export const configOperations = [
	values(
		'getAiProviders',
		'Get AI Providers',
		'AI providers',
		'the companies whose models can write',
	),
	values(
		'getPlatforms',
		'Get Platforms',
		'platforms',
		'the shop systems of projects and store connections',
	),
	values(
		'getContentTypes',
		'Get Content Types',
		'content types',
		'their IDs are what Content Type takes when texts are generated',
	),
	values(
		'getLanguages',
		'Get Languages',
		'languages',
		'their codes are what Language takes when texts are generated',
	),
	values(
		'getTones',
		'Get Tones',
		'tones',
		'their IDs are what Tone takes when texts are generated, as do those of custom tones',
	),
];
