/** How texts are written: what Cernel calls a template, as far as the sandbox minds it. */
export interface Template {
	id: number;
	name: string;
	description: string;
	masterPrompt: string;
	toneOfVoice: string;
	/** Id of the tone of the sandbox's writer. */
	tone: string;
	maxLongChars: number;
}

export const templates: readonly [Template, ...Template[]] = [
	{
		id: 128,
		name: 'Template - Default',
		description: 'Starting point',
		masterPrompt: 'Focus on the numerical details.',
		toneOfVoice: 'Short and informative.',
		tone: 'professional',
		maxLongChars: 1200,
	},
	{
		id: 129,
		name: 'Template - Gifts',
		description: 'For the weeks before the holidays',
		masterPrompt: 'Write for people who look for a present.',
		toneOfVoice: 'Warm and cheerful.',
		tone: 'playful',
		maxLongChars: 900,
	},
	{
		id: 130,
		name: 'Template - Marketplace',
		description: 'Short texts for marketplaces',
		masterPrompt: 'No greeting, no superlatives.',
		toneOfVoice: 'Plain.',
		tone: 'minimalist',
		maxLongChars: 300,
	},
];

/** A template in the shape of the API's reply, with the provider's own spellings. */
export function showTemplate(template: Template): Record<string, unknown> {
	return {
		id: template.id,
		name: template.name,
		description: template.description,
		master_prompt: template.masterPrompt,
		tov: template.toneOfVoice,
		tov_reference: '',
		layout: [
			{
				type: 'h2',
				length: 5,
				prompt: 'Use the product name as title.',
				examples: [],
				referral_name: '',
			},
			{
				type: 'ul',
				length: 0,
				prompt: '',
				examples: [],
				bulletCount: 3,
				referral_name: '',
				wordsPrBullet: 8,
			},
		],
		dynamic_add_ul_tags: 3,
		dynamic_add_p_tags: 1,
		dynamic_p_tag_header: 'h3',
		run_intent_analysis: true,
		user_input_eval: true,
		factfullness_eval: false,
		data_representation_eval: false,
		layout_eval: true,
	};
}
