import { z } from 'zod';

import { id, locator, required, text } from '../../shared/fields';
import { defineOperation } from '../../shared/operation';
import { toText } from '../../shared/values';
import { optionalText, text as replyText } from './replies';

const resource = 'tone';

const PATH = '/api/v1/organization/tones';

const toneSchema = z
	.object({
		id: replyText,
		name: replyText,
		description: optionalText,
		system_prompt: replyText,
	})
	.passthrough();

export const toneOperations = [
	defineOperation({
		resource,
		operation: 'getCustom',
		name: 'Get Many',
		action: 'Get many custom tones',
		description: 'List the tones that the organization made itself',
		request: { method: 'GET', path: PATH },
		reply: { kind: 'list', schema: toneSchema },
	}),
	defineOperation({
		resource,
		operation: 'createCustom',
		name: 'Create',
		action: 'Create custom tone',
		description:
			'Create a tone, whose ID the generation of texts then takes. Needs the role admin and a new ID.',
		request: { method: 'POST', path: PATH },
		body: {
			id: required(
				id({
					displayName: 'Tone ID',
					description: 'ID of your choice: letters, digits, "-" and "_"',
					placeholder: 'e.g. friendly',
				}),
			),
			name: text({ displayName: 'Name', placeholder: 'e.g. Friendly', required: true }),
			system_prompt: text({
				displayName: 'System Prompt',
				description: 'What the AI is told about this tone',
				placeholder: 'e.g. Write warmly and informally, and speak to the reader.',
				rows: 4,
				required: true,
			}),
			description: text({
				displayName: 'Description',
				description: 'What people read about this tone',
				placeholder: 'e.g. Warm and informal',
			}),
		},
		reply: { kind: 'record', schema: toneSchema },
	}),
	defineOperation({
		resource,
		operation: 'deleteCustom',
		name: 'Delete',
		action: 'Delete custom tone',
		description: 'Delete a tone that the organization made itself. Needs the role admin.',
		request: { method: 'DELETE', path: `${PATH}/{tone_id}` },
		path: {
			tone_id: locator({
				displayName: 'Tone',
				description: 'The custom tone',
				required: true,
				source: {
					method: 'searchCustomTones',
					path: PATH,
					entry: ({ id: toneId, name }) => ({
						name: `${toText(name)} (${toText(toneId)})`,
						value: toText(toneId),
					}),
				},
			}),
		},
		reply: { kind: 'deleted' },
	}),
];
