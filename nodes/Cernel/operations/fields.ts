import { locator, type Field } from '../../shared/fields';
import { toText } from '../../shared/values';

const SITES = '/sites';

/** Which site of which shop: Cernel takes both, and a shop may have several sites. */
export const domain: Field = locator({
	displayName: 'Domain',
	description: 'Address of the shop, with its scheme, as Cernel knows it',
	required: true,
	value: 'url',
	source: {
		method: 'searchDomains',
		path: SITES,
		entry: ({ domain: address, type }) => ({
			name: `${toText(address)} (${toText(type)})`,
			value: toText(address),
		}),
	},
});

export const siteId: Field = locator({
	displayName: 'Site',
	description:
		'Site of the shop. Its number may be 0; it is the site ID, not the ID, of Site Get Many.',
	required: true,
	value: 'integer',
	placeholder: 'e.g. 0',
	source: {
		method: 'searchSites',
		path: SITES,
		where: { domain: 'domain' },
		entry: ({ name, language, site_id: id }) => ({
			name: `${toText(name)} (${toText(language)}, ${toText(id)})`,
			value: toText(id),
		}),
	},
});

export const template: Field = locator({
	displayName: 'Template',
	description: 'Template to write by. The base template of Cernel when it is left out.',
	value: 'integer',
	source: {
		method: 'searchTemplates',
		path: '/templates',
		entry: ({ id, name }) => ({ name: toText(name), value: toText(id) }),
	},
});
