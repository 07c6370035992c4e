import { crc32, deflateSync } from 'node:zlib';

export interface ImageFormat {
	contentType: string;
	extension: string;
	width: number;
	height: number;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** What `content` says of itself, or undefined when it is no PNG, JPEG, GIF or WebP image. */
export function readImage(content: Buffer): ImageFormat | undefined {
	try {
		return readPng(content) ?? readGif(content) ?? readWebp(content) ?? readJpeg(content);
	} catch {
		// The file ends within its header.
		return undefined;
	}
}

/** A PNG image of one colour. */
export function createPng(width: number, height: number, rgb: number): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	// One bit a pixel, looked up in a palette; no interlacing.
	header.set([1, 3, 0, 0, 0], 8);
	const rows = Buffer.alloc(height * (1 + Math.ceil(width / 8)));
	return Buffer.concat([
		PNG_SIGNATURE,
		chunk('IHDR', header),
		chunk('PLTE', Buffer.from([(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255])),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function chunk(type: string, data: Buffer): Buffer {
	const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const frame = Buffer.alloc(8);
	frame.writeUInt32BE(data.length, 0);
	frame.writeUInt32BE(crc32(content), 4);
	return Buffer.concat([frame.subarray(0, 4), content, frame.subarray(4)]);
}

function readPng(content: Buffer): ImageFormat | undefined {
	if (!content.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
	return {
		contentType: 'image/png',
		extension: 'png',
		width: content.readUInt32BE(16),
		height: content.readUInt32BE(20),
	};
}

function readGif(content: Buffer): ImageFormat | undefined {
	if (!/^GIF8[79]a$/.test(content.toString('latin1', 0, 6))) return undefined;
	return {
		contentType: 'image/gif',
		extension: 'gif',
		width: content.readUInt16LE(6),
		height: content.readUInt16LE(8),
	};
}

function readWebp(content: Buffer): ImageFormat | undefined {
	if (content.toString('latin1', 0, 4) !== 'RIFF') return undefined;
	if (content.toString('latin1', 8, 12) !== 'WEBP') return undefined;
	const size = readWebpSize(content);
	return size === undefined ? undefined : { contentType: 'image/webp', extension: 'webp', ...size };
}

function readWebpSize(content: Buffer): { width: number; height: number } | undefined {
	switch (content.toString('latin1', 12, 16)) {
		case 'VP8 ':
			return {
				width: content.readUInt16LE(26) & 0x3fff,
				height: content.readUInt16LE(28) & 0x3fff,
			};
		case 'VP8L': {
			const bits = content.readUInt32LE(21);
			return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
		}
		case 'VP8X':
			return { width: content.readUIntLE(24, 3) + 1, height: content.readUIntLE(27, 3) + 1 };
		default:
			return undefined;
	}
}

// A JPEG is a row of segments; the size stands in the first frame header.
function readJpeg(content: Buffer): ImageFormat | undefined {
	if (content.length < 3 || content.readUIntBE(0, 3) !== 0xffd8ff) return undefined;
	let position = 2;
	for (;;) {
		const marker = content.readUInt16BE(position);
		const isFrame =
			marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
		if (isFrame) {
			return {
				contentType: 'image/jpeg',
				extension: 'jpg',
				width: content.readUInt16BE(position + 7),
				height: content.readUInt16BE(position + 5),
			};
		}
		position += 2 + content.readUInt16BE(position + 2);
	}
}
