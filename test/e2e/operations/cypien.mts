import { demoApiKey, demoWorkspaces } from '../../../sandbox/cypien/apiKeys.mts';
import { inventoryIds } from '../../../sandbox/cypien/inventory.mts';
import { callsOf, from, nodeType, type Life } from './steps.mts';

const call = callsOf('cypien');

const WORKSPACE = String(demoWorkspaces[0]?.id);
const PRODUCT = String(inventoryIds.first);

const content = { jobId: from('Generate Content', 'job_id') };

export const cypienLife: Life = {
	provider: 'cypien',
	operations: 13,
	nodes: [nodeType('cypien')],
	credentials: ({ url }) => ({
		cypienApi: { apiKey: demoApiKey, workspaceId: WORKSPACE, baseUrl: `${url}/cypien` },
	}),
	steps: () => [
		call('Get Me', 'auth.getMe'),
		call('Create API Key', 'apiKey.create', { name: 'e2e', permissions: ['generate_tags'] }),
		call('Log In', 'auth.login', {
			apiKey: from('Create API Key', 'apiKey'),
			workspaceId: WORKSPACE,
		}),
		call('List API Keys', 'apiKey.getAll'),
		call('Delete API Key', 'apiKey.delete', { keyId: from('Create API Key', 'id') }),
		call('List Products', 'product.getAll', { returnAll: true }),
		call('Generate Tags', 'tag.generate', { waitForCompletion: false }),
		call('Generate Content', 'content.generate', { language: 'de-DE', waitForCompletion: false }),
		call('Pause Job', 'job.control', { ...content, action: 'pause' }),
		call('Resume Job', 'job.control', { ...content, action: 'resume' }),
		call('Generate Google Feed', 'googleFeed.generate', {
			language: 'en-US',
			waitForCompletion: false,
		}),
		call('Cancel Job', 'job.control', {
			jobId: from('Generate Google Feed', 'job_id'),
			action: 'cancel',
		}),
		call('Get Job', 'job.get', content),
		call('Generate Titles', 'title.generate', { language: 'tr-TR', variantsOf: PRODUCT }),
		call('List Variants', 'variant.getAll', { inventoryProductId: PRODUCT }),
	],
};
