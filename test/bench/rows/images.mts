import { limitedRow } from './limits.mts';

const IMAGES = 60;
const A_MINUTE = 15;
const IMAGE_SECONDS = 20;
/** Every image is submitted once and looked at once. */
const REQUESTS = IMAGES * 2;
const WINDOWS = REQUESTS / A_MINUTE;

/** 60 images through ProductAI: 15 requests a minute, looks at jobs included. */
export const imagesRow = limitedRow({
	name: 'images',
	title: `${IMAGES} ProductAI images, ${A_MINUTE} requests a minute, image ${IMAGE_SECONDS} s`,
	ours: `ProductAI, ${IMAGES} at once`,
	provider: 'productAi',
	work: { name: 'productImages', concurrency: IMAGES },
	items: IMAGES,
	speed: 50,
	jobSeconds: IMAGE_SECONDS,
	minimum: {
		seconds: (WINDOWS - 1) * 60,
		because: `${IMAGES} submissions and ${IMAGES} looks are ${REQUESTS} requests, ${WINDOWS} minutes' worth, and the last minute's worth may leave when ${WINDOWS - 1} minutes have passed; all images are ready by then`,
	},
	submissions: IMAGES,
});
