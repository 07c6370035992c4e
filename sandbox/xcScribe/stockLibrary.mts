import type { Environment } from '../provider.mts';
import { stableHash } from '../writing/confidence.mts';
import { fileUrl } from './storedFiles.mts';

export const orientations = ['landscape', 'portrait', 'square'] as const;
export type Orientation = (typeof orientations)[number];

const sizes: Record<Orientation, [width: number, height: number]> = {
	landscape: [1600, 900],
	portrait: [900, 1600],
	square: [1200, 1200],
};

const photographers = ['Noor Example', 'Jo Sample', 'Kim Beispiel', 'Ada Örnek'];

/** Share of the original's width that a smaller version of a photo has. */
const versions = { original: 1, large: 0.6, medium: 0.3, small: 0.15, tiny: 0.1 };

export interface PhotoSearch {
	words: string;
	orientation: Orientation | undefined;
	/** Position of the first photo, from 0. */
	first: number;
	count: number;
}

/**
 * Photos of the simulated stock library: the same words find the same photos. Each is an image of
 * one colour that the sandbox serves itself.
 */
export function searchPhotos(
	search: PhotoSearch,
	environment: Environment,
): { total: number; photos: Array<Record<string, unknown>> } {
	const words = search.words.trim().toLowerCase();
	const total = 24 + (stableHash(words) % 200);
	const all = Array.from({ length: total }, (_, index) => createPhoto(words, index, environment));
	const found = all.filter(
		({ orientation }) => search.orientation === undefined || orientation === search.orientation,
	);
	return {
		total: found.length,
		photos: found.slice(search.first, search.first + search.count).map(({ photo }) => photo),
	};
}

function createPhoto(
	words: string,
	index: number,
	environment: Environment,
): { orientation: Orientation; photo: Record<string, unknown> } {
	const hash = stableHash(`${words} ${index}`);
	const id = 1_000_000 + (hash % 9_000_000);
	const orientation = orientations[hash % orientations.length] ?? 'landscape';
	const [width, height] = sizes[orientation];
	const photographer = photographers[hash % photographers.length] ?? '';
	const home = fileUrl(environment, 'stock');
	const src = Object.fromEntries(
		Object.entries(versions).map(([name, share]) => [
			name,
			`${home}/${id}-${Math.round(width * share)}x${Math.round(height * share)}.png`,
		]),
	);
	return {
		orientation,
		photo: {
			id,
			width,
			height,
			url: `${home}/${id}-${width}x${height}.png`,
			photographer,
			photographer_url: `${home}?by=${encodeURIComponent(photographer)}`,
			avg_color: `#${colorOf(id).toString(16).padStart(6, '0').toUpperCase()}`,
			alt: `${words} ${index + 1}`,
			src,
		},
	};
}

/** The colour of a stock photo, as 0xRRGGBB. */
export function colorOf(id: number): number {
	return stableHash(String(id)) & 0xffffff;
}

/** Size of the stock photo with this URL, or undefined when it is none. */
export function readStockName(
	url: string,
): { id: number; width: number; height: number } | undefined {
	const [, id, width, height] = /\/(\d{1,8})-(\d{1,4})x(\d{1,4})\.png$/.exec(url) ?? [];
	return id === undefined || Number(width) === 0 || Number(height) === 0
		? undefined
		: { id: Number(id), width: Number(width), height: Number(height) };
}
