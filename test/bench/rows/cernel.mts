import { limitedRow } from './limits.mts';

const PRODUCTS = 1000;
const REQUESTS = PRODUCTS / 100;
const JOB_SECONDS = 120;

/** Ten requests fit into the first minute; then the list has to be read once and each job's texts once, one a second. */
const MINIMUM = JOB_SECONDS + REQUESTS;

/** 1,000 products through Cernel: 10 requests a minute, 1 look at jobs a second. */
export const cernelRow = limitedRow({
	name: 'cernel',
	title: `${PRODUCTS.toLocaleString('en')} Cernel products, 10 requests a minute, 1 job read a second, job ${JOB_SECONDS} s`,
	ours: 'Cernel',
	provider: 'cernel',
	work: { name: 'cernelProducts' },
	items: PRODUCTS,
	speed: 20,
	jobSeconds: JOB_SECONDS,
	minimum: {
		seconds: MINIMUM,
		because: `${REQUESTS} requests at once, ${JOB_SECONDS} s for the jobs, which run side by side, then 1 read of the job list and ${REQUESTS} of results, 1 s apart`,
	},
	submissions: REQUESTS,
});
