import type { Environment } from '../provider.mts';
import type { ImageJob } from './jobs.mts';

/** Where the provider lives in the sandbox. */
export const prefix = '/product-ai';

/** Where the image of a job can be downloaded once the job is completed. */
export function imageUrlOf(job: ImageJob, environment: Environment): string {
	return `${environment.origin}${prefix}/images/${job.id}.png`;
}
