import { crc32, deflateSync } from 'node:zlib';
import { stableHash } from './confidence.mts';

type Colour = readonly [number, number, number];

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BYTES_PER_PIXEL = 3;
const RGB = 2;

/** A PNG file whose colours follow from `seed`: the same one for the same seed and size. */
export function drawPng(seed: string, width: number, height: number): Buffer {
	const [from, to] = [colour(`${seed} top`), colour(`${seed} bottom`)];
	// Each row begins with the number of its filter, 0 for none.
	const rowLength = 1 + width * BYTES_PER_PIXEL;
	const pixels = Buffer.alloc(rowLength * height);
	for (let y = 0; y < height; y += 1) {
		for (let x = 0; x < width; x += 1) {
			const share = (x + y) / (width + height);
			pixels.set(mix(from, to, share), y * rowLength + 1 + x * BYTES_PER_PIXEL);
		}
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.writeUInt8(8, 8);
	header.writeUInt8(RGB, 9);
	return Buffer.concat([
		SIGNATURE,
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(pixels)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function chunk(type: string, data: Buffer): Buffer {
	const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const framed = Buffer.alloc(content.length + 8);
	framed.writeUInt32BE(data.length, 0);
	content.copy(framed, 4);
	framed.writeUInt32BE(crc32(content), content.length + 4);
	return framed;
}

function colour(seed: string): Colour {
	const hash = stableHash(seed);
	return [hash & 0xff, (hash >>> 8) & 0xff, (hash >>> 16) & 0xff];
}

function mix(from: Colour, to: Colour, share: number): number[] {
	return from.map((value, index) => Math.round(value + ((to[index] ?? 0) - value) * share));
}
