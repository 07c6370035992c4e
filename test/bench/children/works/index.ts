import { generateTexts } from './generateTexts';
import { cernelProducts, productImages } from './limited';
import { readProjects } from './readProjects';
import type { WorkSettings } from './settings.mts';
import { streamEvents } from './streamEvents';
import type { Environment, Work } from './work';

/** The workflow for what is to be measured. */
export function createWork(environment: Environment, settings: WorkSettings): Work {
	switch (settings.name) {
		case 'readProjects':
			return readProjects(environment, settings);
		case 'generateTexts':
			return generateTexts(environment, settings);
		case 'cernelProducts':
			return cernelProducts(environment, settings.concurrency);
		case 'productImages':
			return productImages(environment, settings.concurrency);
		case 'streamEvents':
			return streamEvents(environment, settings.events);
	}
}
