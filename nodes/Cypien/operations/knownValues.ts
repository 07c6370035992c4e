import type { INodePropertyOptions } from 'n8n-workflow';

/** Values that the documents show; where Cypien may know more, an expression may give them. */

export const CONTENT_TYPES: INodePropertyOptions[] = [
	{ name: 'Description', value: 'description' },
];

export const TITLE_TYPES: INodePropertyOptions[] = [{ name: 'Title', value: 'title' }];

export const GOOGLE_FEED_TYPES: INodePropertyOptions[] = [
	{ name: 'Google Feed', value: 'google_feed' },
];

export const TAG_MODES: INodePropertyOptions[] = [{ name: 'Automatic', value: 'auto' }];

export const PERMISSIONS: INodePropertyOptions[] = [
	{ name: 'Generate Content', value: 'generate_content' },
	{ name: 'Generate Google Feed', value: 'generate_google_feed' },
	{ name: 'Generate Tags', value: 'generate_tags' },
	{ name: 'Generate Titles', value: 'generate_title' },
	{ name: 'Manage Brands', value: 'manage_brands' },
	{ name: 'View Analytics', value: 'view_analytics' },
];

export const PLANS: INodePropertyOptions[] = [
	{ name: 'Enterprise', value: 'enterprise' },
	{ name: 'Professional', value: 'professional' },
	{ name: 'Standard', value: 'standard' },
];

/** n8n's rules ask for an `action` on the options of a parameter of that name. */
export const JOB_ACTIONS: INodePropertyOptions[] = [
	{
		name: 'Pause',
		value: 'pause',
		action: 'Pause job',
		description: 'Hold the job until it is resumed',
	},
	{ name: 'Resume', value: 'resume', action: 'Resume job', description: 'Go on with a paused job' },
	{ name: 'Cancel', value: 'cancel', action: 'Cancel job', description: 'End the job for good' },
];
