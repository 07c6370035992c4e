import { html, trusted, type Html } from './html';
import styles from './page.css?inline';

/** What all pages of a review have around their content. */
export function renderShell(
	page: { title: string; main: Html; end?: Html },
	nonce: string,
): string {
	return html`<!doctype html>
		<html lang="en" dir="ltr">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="robots" content="noindex, nofollow" />
				<meta name="referrer" content="no-referrer" />
				<meta name="color-scheme" content="light dark" />
				<title>${page.title}</title>
				<style nonce="${nonce}">
					${trusted(styles)}
				</style>
			</head>
			<body>
				<header class="top"><p class="brand">Content Review</p></header>
				${page.main}
				<footer class="foot">
					<p>This page belongs to an n8n workflow.</p>
				</footer>
				${page.end}
			</body>
		</html>`.toString();
}
