import { demoToken } from '../../../sandbox/cernel/account.mts';
import { byId, callsOf, from, nodeType, type Life } from './steps.mts';

const call = callsOf('cernel');

const site = {
	domain: byId(from('List Sites', 'domain')),
	siteId: byId(from('List Sites', 'site_id')),
};

export const cernelLife: Life = {
	provider: 'cernel',
	operations: 7,
	nodes: [nodeType('cernel')],
	credentials: ({ url }) => ({ cernelApi: { apiToken: demoToken, baseUrl: `${url}/cernel` } }),
	steps: () => [
		call('List Sites', 'site.getAll', { returnAll: true }),
		call('List Templates', 'template.getAll', { returnAll: true }),
		call('Update Products', 'product.update', {
			...site,
			externalId: 'E2E-1',
			name: 'Enamel mug',
			waitForCompletion: false,
			updateFields: {
				description: 'Holds 0.3 l, for the camp fire',
				templateId: byId(from('List Templates', 'id')),
				additionalProductFields: '{"colour": "cream"}',
			},
		}),
		call('Generate Categories', 'category.generate', {
			...site,
			number: 'E2E-C',
			waitForCompletion: false,
		}),
		call('Generate Products', 'product.generate', { ...site, number: 'E2E-1' }),
		call('List Jobs', 'job.getAll', { returnAll: true }),
		call('Read Results', 'job.get', { jobId: byId(from('Update Products', 'job_id')) }),
	],
};
