import type { ExpressionString, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Kind, Outcome } from './review';

/** Value of "What to Review" with which the user names the fields. */
export const OWN_FIELDS = 'ownFields';

const presets: INodePropertyOptions[] = [
	{
		name: 'Cernel Row',
		value: 'cernelRow',
		description: 'Rows of a Cernel job: name, descriptions, meta texts and alt text',
	},
	{
		name: 'Cypien Product',
		value: 'cypienProduct',
		description: 'Products with their suggested tags or variants: titles, descriptions, feed texts',
	},
	{
		name: 'Own Fields',
		value: OWN_FIELDS,
		description: 'Any item: you name the fields that are shown',
	},
	{
		name: 'ProductAI Image',
		value: 'productAiImage',
		description: 'Images that ProductAI has made',
	},
	{
		name: 'XC Scribe Item',
		value: 'xcScribeItem',
		description: 'Content items of a project: the generated texts beside those of the source',
	},
];

const kinds: Array<INodePropertyOptions & { value: Kind }> = [
	{ name: 'HTML', value: 'html', description: 'Shown as it will look, and as source' },
	{
		name: 'Image',
		value: 'image',
		description: 'Web address, list of addresses, or the name of a binary property',
	},
	{ name: 'List', value: 'list', description: 'List of texts, e.g. tags or bullet points' },
	{ name: 'Number', value: 'number' },
	{ name: 'Text', value: 'text' },
];

const outcomes: Array<INodePropertyOptions & { value: Outcome }> = [
	{
		name: 'Approve',
		value: 'approve',
		description: 'Let all items pass as approved, although nobody has looked at them',
	},
	{ name: 'Leave Undecided', value: 'undecided', description: 'Pass all items to "Undecided"' },
	{ name: 'Reject', value: 'reject', description: 'Pass all items to "Rejected"' },
	{ name: 'Stop', value: 'fail', description: 'Let the node fail, so that nothing passes' },
];

const field: INodeProperties[] = [
	{
		displayName: 'Caption',
		name: 'label',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Description',
		description: 'What the field is called on the page',
	},
	{
		displayName: 'Content Path',
		name: 'proposed',
		type: 'string',
		default: '',
		required: true,
		requiresDataPath: 'single',
		placeholder: 'e.g. texts.description',
		description: 'Where the new content is in the item. Drag the field here or type its path.',
	},
	{
		displayName: 'Current Content Path',
		name: 'current',
		type: 'string',
		default: '',
		requiresDataPath: 'single',
		placeholder: 'e.g. product.description',
		description:
			'Where the content to compare with is in the item. Leave empty to show the new one alone.',
	},
	{
		displayName: 'Display As',
		name: 'kind',
		type: 'options',
		options: kinds,
		default: 'text',
		description: 'How the content is shown and edited',
	},
	{
		displayName: 'Editable',
		name: 'editable',
		type: 'boolean',
		default: true,
		description: 'Whether the reviewer may change the new value. Images can never be changed.',
	},
	{
		displayName: 'Language',
		name: 'language',
		type: 'string',
		default: '',
		placeholder: 'e.g. da',
		description:
			'Code or English name of the language, so that browsers and screen readers treat the text right',
	},
];

const onlyFor = (parameter: string, value: string | boolean) => ({
	displayOptions: { show: { [parameter]: [value] } },
});

/** The form of the node. */
export const properties: INodeProperties[] = [
	{
		displayName:
			'The execution waits here. Send the link of the page with a node before this one, e.g. Slack or e-mail: <code>{{ $execution.resumeUrl }}</code>',
		name: 'linkNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'What to Review',
		name: 'preset',
		type: 'options',
		options: presets,
		default: 'xcScribeItem',
		description: 'What the incoming items are',
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Field' },
		default: { values: [{}] },
		placeholder: 'Add Field',
		description: 'What is shown of each item, in this order',
		options: [{ displayName: 'Field', name: 'values', values: field }],
		...onlyFor('preset', OWN_FIELDS),
	},
	{
		displayName: 'Item Title',
		name: 'title',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.name }}',
		description: 'What each item is called on the page. Leave empty to take its name.',
	},
	{
		displayName: 'Page Heading',
		name: 'heading',
		type: 'string',
		default: 'Content review',
		description: 'Title of the page',
	},
	{
		displayName: 'Instructions',
		name: 'instructions',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Check sizes and materials. Reject what sounds like a promise.',
		description: 'What the reviewers should look at; shown at the top of the page',
	},
	{
		displayName: 'Limit Time',
		name: 'limitTime',
		type: 'boolean',
		default: false,
		description:
			'Whether the review ends after some time, even when nobody has decided. Adds the output "Undecided".',
	},
	{
		displayName: 'Time',
		name: 'limitAmount',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 2,
		description: 'How long the reviewers have',
		...onlyFor('limitTime', true),
	},
	{
		displayName: 'Unit',
		name: 'limitUnit',
		type: 'options',
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
		],
		default: 'days',
		description: 'Unit of the time',
		...onlyFor('limitTime', true),
	},
	{
		displayName: 'When Time Is Up',
		name: 'limitOutcome',
		type: 'options',
		options: outcomes,
		default: 'undecided',
		description: 'What happens to the items when nobody has sent decisions by then',
		...onlyFor('limitTime', true),
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Access Code',
				name: 'accessCode',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description:
					'What the page asks for before it shows anything. Give it to the reviewers on another way than the link. After five wrong tries the page waits for 15 minutes.',
			},
			{
				displayName: 'Flag Below',
				name: 'flagBelow',
				type: 'number',
				default: 0.5,
				description: 'Items with a lower score are marked as flagged',
			},
			{
				displayName: 'Item Link',
				name: 'link',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.permalink }}',
				description: 'Address of the item elsewhere, e.g. its page in the shop',
			},
			{
				displayName: 'Require Reviewer Name',
				name: 'requireReviewer',
				type: 'boolean',
				default: false,
				description: 'Whether decisions can only be sent with a name',
			},
			{
				displayName: 'Score',
				name: 'score',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.confidence_score }}',
				description:
					'Number that says how good the item is. Leave empty to take the one of the preset.',
			},
		],
	},
];

/** "Undecided" is there with a time limit only, at the end, so that the connections of the others stay theirs. */
export const outputsExpression: ExpressionString = `={{
	['Approved', 'Rejected']
		.concat($parameter["limitTime"] ? ['Undecided'] : [])
		.map((displayName) => ({ type: 'main', displayName }))
}}`;
