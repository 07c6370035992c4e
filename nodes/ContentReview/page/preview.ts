import { html, type Html } from './html';

/** A piece of HTML to be shown as it will look. */
export interface Preview {
	source: string;
	size: 'small' | 'medium' | 'large';
	title: string;
	language: string | undefined;
	withoutScript: boolean;
}

/**
 * The place of a preview. The script puts the frame in when its card comes near, because a document with two frames for each
 * of a thousand cards would take minutes; without a script the frame stands there from the start.
 */
export function renderPreview(preview: Preview): Html {
	const { source, size, title, language, withoutScript } = preview;
	return html`<div class="preview preview-${size}" data-preview="${title}">
		${
			withoutScript &&
			html`<noscript
				><iframe
					sandbox=""
					srcdoc="${previewDocument(source, language)}"
					loading="lazy"
					title="${title}"
				></iframe
			></noscript>`
		}
	</div>`;
}

/** A frame cannot fit its content when nothing may run in it, so its height is guessed from the longest of the sources. */
export function sizeOf(...sources: readonly string[]): Preview['size'] {
	const room = Math.max(...sources.map(roomOf));
	if (room < 250) return 'small';
	return room < 900 ? 'medium' : 'large';
}

/** Letters, with some more for the room around each paragraph. */
function roomOf(source: string): number {
	const blocks = source.split(/<(?:p|li|h\d|tr|br)\b/i).length - 1;
	return source.replace(/<[^>]*>/g, '').length + 30 * blocks;
}

/**
 * The document that shows a provider's HTML, for a frame with an empty `sandbox`: nothing runs or leads out of it. It gets no
 * nonce, so its own style sheets and scripts stay dead, and is always light, as shops are.
 */
export function previewDocument(source: string, language: string | undefined): string {
	const head = html`<!doctype html>
		<html lang="${language}">
			<head>
				<meta charset="utf-8" />
				<meta name="color-scheme" content="light only" />
				<base target="_blank" />
				<title>Preview</title>
			</head>
			<body
				dir="auto"
				style="margin:10px 12px;background:#fff;color:#1f2328;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere"
			></body>
		</html>`.toString();
	return head.replace('</body>', () => `${source}</body>`);
}
