import { CypienApi } from '../../credentials/CypienApi.credentials';
import { Cypien } from '../../nodes/Cypien/Cypien.node';
import { CredentialStore } from '../engine/harness';
import { runContract } from './runContract';

const BASE_URL = 'https://api.cypien.ai';

runContract({
	provider: 'cypien',
	nodes: [new Cypien()],
	credentials: new CredentialStore([
		{
			type: new CypienApi(),
			data: { apiKey: 'key-1', workspaceId: '123', baseUrl: BASE_URL, accessToken: 'token-1' },
		},
	]),
	baseUrl: BASE_URL,
	headers: {
		none: { authorization: null },
		'Authorization: Bearer <access_token>': { authorization: 'Bearer token-1' },
	},
	samples: { jobId: 'content_69_1758277165018_jq0u5i', keyId: 'key-9', language: 'en-US' },
	at: { 'cypien.product.getAll': 'products' },
});
