import { ProductAiApi } from '../../credentials/ProductAiApi.credentials';
import { ProductAi } from '../../nodes/ProductAi/ProductAi.node';
import { CredentialStore } from '../engine/harness';
import { runContract } from './runContract';

const BASE_URL = 'https://api.productai.photo/v1';

/** The provider's newer generation, which is another API on the same host. */
const NEWER_GENERATION = [
	'account.getMe',
	'asset.getAll',
	'asset.upload',
	'generation.create',
	'generation.get',
	'generation.getAll',
	'preset.getAll',
];

const DATA_OPERATIONS = [
	'account.checkKey',
	'image.generate',
	'image.generateCustom',
	'image.upscale',
	'job.get',
];

runContract({
	provider: 'productAi',
	nodes: [new ProductAi()],
	credentials: new CredentialStore([
		{ type: new ProductAiApi(), data: { apiKey: ' key-1\n', baseUrl: `${BASE_URL}/` } },
	]),
	baseUrl: BASE_URL,
	leftOut: NEWER_GENERATION.map((id) => `productAi.${id}`),
	headers: { 'x-api-key: <api key>': { 'x-api-key': 'key-1', authorization: null } },
	at: Object.fromEntries(DATA_OPERATIONS.map((id) => [`productAi.${id}`, 'data'])),
	row: (row) =>
		typeof row === 'object' && row !== null && 'id' in row ? { ...row, id: String(row.id) } : row,
});
