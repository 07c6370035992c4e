import {
	choice,
	file,
	formOnly,
	idList,
	integer,
	jsonObject,
	locator,
	text,
	toggle,
	type Field,
} from '../../shared/fields';
import type { Fields } from '../../shared/operation';
import { toText } from '../../shared/values';
import { UNCONFIRMED_PATHS } from '../unconfirmedRoutes';
import { AI_PROVIDERS, CONTENT_TYPES, LANGUAGES, PLATFORMS, TONES } from './knownValues';

/** What several resources of XC Scribe ask for. */

export const project: Field = locator({
	displayName: 'Project',
	description: 'The project to work in',
	required: true,
	source: {
		method: 'searchProjects',
		path: '/api/v1/projects',
		entry: ({ id, name, platform, status }) => ({
			name: `${toText(name)} (${toText(platform)}, ${toText(status)})`,
			value: toText(id),
		}),
	},
});

export const storeConnection: Field = locator({
	displayName: 'Store Connection',
	description: 'The connection to the shop',
	source: {
		method: 'searchStoreConnections',
		path: '/api/v1/store-connections',
		entry: ({ id, name, platform }) => ({
			name: `${toText(name)} (${toText(platform)})`,
			value: toText(id),
		}),
	},
});

export const source: Field = locator({
	displayName: 'Source',
	description: 'The data source, e.g. an uploaded file',
	source: {
		method: 'searchSources',
		path: '/api/v1/projects/{project_id}/sources',
		at: 'sources',
		entry: ({ id, name, item_count: count }) => ({
			name: `${toText(name)} (${toText(count)} items)`,
			value: toText(id),
		}),
	},
});

export const item: Field = locator({
	displayName: 'Item',
	description: 'The content item, which is one product of the project',
	required: true,
	source: {
		method: 'searchItems',
		path: '/api/v1/projects/{project_id}/items',
		entry: ({ id, external_id: externalId, source_data: data, status }) => ({
			name: `${productName(data) ?? toText(externalId)} (${toText(status)})`,
			value: toText(id),
		}),
	},
});

/** Jobs are listed by project but read without one, so the form asks for the project only to fill the list. */
export const projectOfJob: Field = formOnly({
	...project,
	form: {
		...project.form,
		description: 'The project whose jobs are listed below. Not needed with a job ID.',
	},
	required: false,
});

export const job: Field = locator({
	displayName: 'Job',
	description: 'The job, as the call that started it returned its ID',
	required: true,
	source: {
		method: 'searchJobs',
		path: '/api/v1/projects/{project_id}/jobs',
		entry: ({ id, job_type: type, status, created_at: createdAt }) => ({
			name: `${toText(type)}, ${toText(status)}, ${toText(createdAt)}`,
			value: toText(id),
		}),
	},
});

export const itemIds: Field = idList({
	displayName: 'Item IDs',
	description: 'IDs of content items, separated by commas, or an array from an expression',
});

/**
 * A file to upload. XC Scribe names no limit. 25 MB hold some 50,000 products, and a file beyond that would rather time
 * out in the middle of an import than succeed.
 */
export const inputFile: Field = file({
	displayName: 'Input Data Field Name',
	description: 'The name of the binary field of the item that holds the file',
	hint: 'The name of the input binary field containing the file to be sent',
	maximumBytes: 25 * 1024 * 1024,
});

/** Products are named by their source data, whose keys the provider does not document. */
function productName(data: unknown): string | undefined {
	if (typeof data !== 'object' || data === null) return undefined;
	for (const key of ['name', 'Name', 'title', 'Title']) {
		const value: unknown = Reflect.get(data, key);
		if (typeof value === 'string' && value !== '') return value;
	}
	return undefined;
}

/** The contract closes this list, so a platform that the package does not know is refused before it is sent. */
export const platform: Field = choice({
	displayName: 'Platform',
	description: 'The shop system that the products come from and go to',
	values: PLATFORMS,
	source: { method: 'getPlatforms', path: UNCONFIRMED_PATHS.config.getPlatforms },
	default: 'woocommerce',
	required: true,
});

export const language: Field = choice({
	displayName: 'Language',
	description: 'Language to write in, by its code',
	values: LANGUAGES,
	source: { method: 'getLanguages', path: UNCONFIRMED_PATHS.config.getLanguages },
	open: true,
	shape: {
		pattern: /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/,
		message: 'must be the code of a language, e.g. de or sr-Latn',
	},
	default: 'en',
});

export const tone: Field = choice({
	displayName: 'Tone',
	description: 'Tone of the text, also a custom one',
	values: TONES,
	source: { method: 'getTones', path: UNCONFIRMED_PATHS.config.getTones },
	open: true,
	default: 'professional',
});

export const customInstructions: Field = text({
	displayName: 'Custom Instructions',
	description: 'Free text that is added to the prompt',
	placeholder: 'e.g. Mention that shipping is free',
	rows: 4,
});

/** Body of every call that generates; all of it optional, as in the reference. */
export const generationSettings: Fields = {
	content_type: choice({
		displayName: 'Content Type',
		description:
			'Kind of content to write, e.g. product_description. XC Scribe asks for one although its reference calls it optional',
		values: CONTENT_TYPES,
		source: { method: 'getContentTypes', path: UNCONFIRMED_PATHS.config.getContentTypes },
		open: true,
		default: '',
		prominent: true,
	}),
	content_variant: text({
		displayName: 'Content Variant',
		description: 'Variant of the content',
		default: 'short',
	}),
	language,
	tone,
	ai_provider: choice({
		displayName: 'AI Provider',
		description: 'Company whose AI model writes',
		values: AI_PROVIDERS,
		source: { method: 'getAiProviders', path: UNCONFIRMED_PATHS.config.getAiProviders },
		open: true,
		default: 'anthropic',
	}),
	ai_model: text({
		displayName: 'AI Model',
		description: 'ID of the model of the AI provider. XC Scribe chooses one when it is left out.',
		placeholder: 'e.g. claude-sonnet',
	}),
	custom_instructions: customInstructions,
	max_short_chars: integer({
		displayName: 'Max Short Characters',
		description: 'Upper length of the short text in characters',
		default: 200,
		minimum: 1,
	}),
	max_long_chars: integer({
		displayName: 'Max Long Characters',
		description: 'Upper length of the long text in characters',
		default: 1000,
		minimum: 1,
	}),
	translate_name: toggle({
		displayName: 'Translate Name',
		description: 'Whether to write the product name in the target language, too',
		default: true,
	}),
	use_html: toggle({
		displayName: 'Use HTML in Long Text',
		description: 'Whether the long text is HTML',
		default: true,
	}),
	use_html_short: toggle({
		displayName: 'Use HTML in Short Text',
		description: 'Whether the short text is HTML',
	}),
	generate_short: toggle({
		displayName: 'Generate Short Text',
		description: 'Whether to write the short text',
		default: true,
	}),
	generate_long: toggle({
		displayName: 'Generate Long Text',
		description: 'Whether to write the long text',
		default: true,
	}),
	item_ids: idList({
		displayName: 'Item IDs',
		description:
			'Only these content items, separated by commas or an array from an expression. Every pending item when it is left out.',
	}),
	image_analysis_enabled: toggle({
		displayName: 'Analyze Images',
		description: 'Whether the AI looks at the product images. Needs a recent version of XC Scribe.',
	}),
	image_analysis_count: integer({
		displayName: 'Image Analysis Count',
		description: 'How many images to look at. Needs a recent version of XC Scribe.',
		default: 3,
		minimum: 1,
	}),
	structured_data_enabled: toggle({
		displayName: 'Generate Structured Data',
		description: 'Whether to write structured data, too. Needs a recent version of XC Scribe.',
	}),
	generate_bullet_points: toggle({
		displayName: 'Generate Bullet Points',
		description: 'Whether to write bullet points, too. Needs a recent version of XC Scribe.',
	}),
	generate_attributes: toggle({
		displayName: 'Generate Attributes',
		description: 'Whether to write attributes, too. Needs a recent version of XC Scribe.',
	}),
	generate_tags: toggle({
		displayName: 'Generate Tags',
		description: 'Whether to write tags, too. Needs a recent version of XC Scribe.',
	}),
};

export const importFilters: Field = jsonObject({
	displayName: 'Filters (JSON)',
	description:
		'Filter names and the chosen values, as Get Import Filters lists them. An empty object imports everything.',
	prominent: true,
});
