import { createHmac } from 'node:crypto';
import { triggered, type WorkflowNode } from '../../../sandbox/n8n/chain.mts';
import type { N8n } from '../../../sandbox/n8n/instance.mts';
import type { Call } from '../../e2e/webhooks/send.mts';
import { deliver, type Delivered } from '../measuring/deliveries.mts';
import { withN8n } from '../measuring/n8n.mts';
import { cpuSecondsOf } from '../measuring/processes.mts';
import {
	alternate,
	atMost,
	figures,
	type Comparison,
	type Row,
	type RowContext,
} from '../measuring/row.mts';

const DELIVERIES = 100;
const WARM_UP_DELIVERIES = 40;
const AT_ONCE = 20;
/** A round of all takes a minute where each call and each execution get an expression engine. */
const RUNS = 3;

const API_TOKEN = 'a-token-for-measuring';

const HEADER = { name: 'x-token', value: API_TOKEN };

const OURS = 'Cernel Trigger';
const WEBHOOK = 'Webhook';
const WEBHOOK_WITH_AUTH = 'Webhook with Header Auth';

const WEBHOOK_NODE = { type: 'n8n-nodes-base.webhook', typeVersion: 2.1 } as const;

const TRIGGERS = {
	[OURS]: {
		type: 'n8n-nodes-product-content.cernelTrigger',
		typeVersion: 1.1,
		parameters: { verifySignature: true },
	},
	[WEBHOOK]: { ...WEBHOOK_NODE, parameters: webhookAt('open', 'none') },
	[WEBHOOK_WITH_AUTH]: { ...WEBHOOK_NODE, parameters: webhookAt('guarded', 'headerAuth') },
} as const;

function webhookAt(path: string, authentication: 'none' | 'headerAuth') {
	return { httpMethod: 'POST', path, authentication, responseMode: 'onReceived', options: {} };
}

const NO_OP: WorkflowNode = {
	name: 'End',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	parameters: {},
};

type Variant = keyof typeof TRIGGERS;

interface Round extends Delivered {
	/** Of n8n, from the first delivery until the last answer; undefined where the system does not tell. */
	cpuMs: number | undefined;
	/** Successful ones, when n8n has become quiet again. */
	executions: number;
}

/** How n8n is set up. */
interface Setting {
	env: Readonly<Record<string, string>>;
	note: string;
}

const SETTINGS: readonly Setting[] = [
	{
		env: {},
		note: 'n8n as it is: it sets an expression engine up for each execution, for each credential that is read, and for each call of a trigger but its own Webhook node',
	},
	{
		env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
		note: 'n8n with N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true: it sets an expression engine up where there is an expression',
	},
];

/** What a real n8n takes from a provider: our trigger, which verifies and knows repeats, beside n8n's own Webhook node. */
export const webhooksRow: Row = {
	name: 'webhooks',
	async run(full) {
		const context = atMost(RUNS, full);
		const comparisons: Comparison[] = [];
		for (const setting of SETTINGS) comparisons.push(...(await measure(context, setting)));
		return comparisons;
	},
};

async function measure(context: RowContext, { env, note }: Setting): Promise<Comparison[]> {
	const variants: Variant[] = [OURS, WEBHOOK, WEBHOOK_WITH_AUTH];
	const settings = Object.keys(env);
	const progress = (text: string) => context.progress([...settings, text].join(', '));
	return await withN8n({ name: 'webhooks', tarball: context.tarball, env }, async (n8n) => {
		const receivers = {
			[OURS]: await Receiver.publish(n8n, OURS),
			[WEBHOOK]: await Receiver.publish(n8n, WEBHOOK),
			[WEBHOOK_WITH_AUTH]: await Receiver.publish(n8n, WEBHOOK_WITH_AUTH),
		};
		for (const variant of variants) await receivers[variant].take(WARM_UP_DELIVERIES);
		const results = await alternate(
			variants,
			{ ...context, progress },
			async (variant) => await receivers[variant].take(DELIVERIES),
		);
		const ours = results.get(OURS) ?? [];
		const peers: Variant[] = [WEBHOOK, WEBHOOK_WITH_AUTH];
		return peers.map((peer) => ({
			...compare(ours, results.get(peer) ?? []),
			peer: `n8n's own ${peer}`,
			note,
		}));
	});
}

/** A published workflow of one trigger and a node that does nothing. */
class Receiver {
	readonly #n8n: N8n;
	readonly #workflowId: string;
	readonly #url: URL;
	#rounds = 0;
	#sent = 0;
	#executions = 0;

	private constructor(n8n: N8n, workflowId: string, url: URL) {
		this.#n8n = n8n;
		this.#workflowId = workflowId;
		this.#url = url;
	}

	static async publish(n8n: N8n, variant: Variant): Promise<Receiver> {
		const { rest } = n8n;
		const credential = await rest.createOrUpdateCredential('Cernel', 'cernelApi', {
			apiToken: API_TOKEN,
			baseUrl: 'http://127.0.0.1:9',
		});
		const headerAuth = await rest.createOrUpdateCredential('Header', 'httpHeaderAuth', HEADER);
		const trigger = { name: 'Trigger', ...TRIGGERS[variant] };
		const { id } = await rest.importWorkflow(triggered(variant, trigger, [NO_OP]), {
			credentials: { cernelApi: credential, httpHeaderAuth: headerAuth },
		});
		await rest.publishWorkflow(id);
		const url = new URL(await rest.webhookUrl(id, trigger.name));
		// What n8n listens on: the name would be looked up for each connection.
		url.hostname = '127.0.0.1';
		return new Receiver(n8n, id, url);
	}

	/** Delivers, and waits until n8n has ended all that this started. */
	async take(count: number): Promise<Round> {
		this.#rounds += 1;
		this.#sent += count;
		const deliveries = deliveriesOf(this.#rounds, count);
		const cpuBefore = await cpuSecondsOf(this.#n8n.pid);
		const delivered = await deliver(this.#url, deliveries, AT_ONCE);
		const cpuAfter = await cpuSecondsOf(this.#n8n.pid);
		const finished = await this.#n8n.rest.waitForExecutions(this.#workflowId, this.#sent);
		const successful = finished.filter(({ status }) => status === 'success').length;
		const executions = successful - this.#executions;
		this.#executions = successful;
		const cpuMs =
			cpuBefore === undefined || cpuAfter === undefined ? undefined : (cpuAfter - cpuBefore) * 1000;
		return { ...delivered, cpuMs, executions };
	}
}

/** Of the same round all workflows get the same. Each is about another element, so that none is a repeat. */
function deliveriesOf(round: number, count: number): Call[] {
	return Array.from({ length: count }, (_, index) => {
		const body = JSON.stringify(elementOf(`33031701${round}${String(index).padStart(4, '0')}`));
		return {
			body,
			headers: {
				'content-type': 'application/json',
				[HEADER.name]: HEADER.value,
				'x-signature-sha256': createHmac('sha256', API_TOKEN).update(body).digest('hex'),
			},
		};
	});
}

/** As Cernel documents it; about 1 kB. */
const elementOf = (id: string) => ({
	id,
	domain: 'https://cernel.shop.dk',
	job_id: '163f99d4-e53f-4d07-9051-97d298c7306f',
	site_id: 0,
	name: 'Bluetooth Høretelefoner - Sort',
	language: 'Danish',
	short_description:
		'Trådløse høretelefoner med klar lyd, bløde ørepuder og 30 timers batteritid, så du kan høre musik hele dagen.',
	description:
		'<p>Disse trådløse høretelefoner giver dig klar lyd og dyb bas, uanset om du er på farten eller hjemme. De bløde ørepuder sidder behageligt i mange timer, og den aktive støjreduktion holder omverdenen ude, når du vil være i fred.</p><ul><li>Bluetooth 5.3 med 10 meters rækkevidde</li><li>30 timers batteritid, 10 minutters opladning giver 4 timer</li><li>Kan foldes sammen, etui medfølger</li></ul>',
	meta_title: 'Bluetooth Høretelefoner i sort | Cernel Shop',
	meta_description:
		'Køb trådløse Bluetooth høretelefoner med støjreduktion og 30 timers batteritid. Fri fragt og hurtig levering.',
	alt_text: 'Sorte Bluetooth høretelefoner med bløde ørepuder',
	status: 'SUCCESS',
	report: null,
});

function compare(ours: readonly Round[], peer: readonly Round[]): Comparison {
	const figure = figures(ours, peer);
	const rate = ({ wallMs }: Round): number => (DELIVERIES * 1000) / wallMs;
	const cpu = ({ cpuMs }: Round): number => (cpuMs ?? NaN) / DELIVERIES;
	const astray = ({ executions }: Round): number => Math.abs(DELIVERIES - executions);
	return {
		title: `${DELIVERIES} deliveries of 1 kB to one n8n, ${AT_ONCE} at a time`,
		ours: `${OURS}, signatures verified`,
		runs: ours.length,
		measurements: [
			figure('deliveries', '/s', rate, { atLeast: 0.9 }),
			...(ours.some(({ cpuMs }) => cpuMs === undefined)
				? []
				: [figure("n8n's CPU for one", 'ms', cpu)]),
			figure('answers other than 200', 'count', ({ refused }) => refused, { value: 0 }),
			figure('executions too few or too many', 'count', astray, { value: 0 }),
		],
	};
}
