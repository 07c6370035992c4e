import { html, type Html } from './html';
import { renderShell } from './shell';

/** A page that says what happened, in place of the review. */
export interface Message {
	title: string;
	lines: readonly string[];
	kind: 'done' | 'notice' | 'error';
	link?: { label: string; href: string };
}

/** A document of one message. */
export function renderMessagePage(message: Message, nonce: string): string {
	const { title, lines, kind, link } = message;
	const main = html`<main class="message message-${kind}" data-kind="${kind}" tabindex="-1">
		<h1 dir="auto">${title}</h1>
		${lines.map((line) => html`<p dir="auto">${line}</p>`)}
		${link !== undefined && renderLink(link)}
	</main>`;
	return renderShell({ title, main }, nonce);
}

/** Only ways back into the page itself or to the web. */
function renderLink({ label, href }: { label: string; href: string }): Html | false {
	if (!/^(\?|\/(?!\/)|https?:\/\/)/i.test(href)) return false;
	return html`<p><a class="button" href="${href}">${label}</a></p>`;
}

/** The document that asks for the access code before anything of the review is shown. */
export function renderAccessCodePage(
	view: { heading: string; query: string; problem: string },
	nonce: string,
): string {
	const { heading, query, problem } = view;
	const main = html`<main class="message" tabindex="-1">
		<h1 dir="auto">${heading}</h1>
		<form method="post" action="${query === '' ? '?' : query}" class="code-form">
			<p>This review asks for an access code. Whoever sent you the link can tell you the code.</p>
			${problem !== '' && html`<p class="problem" role="alert" id="code-problem">${problem}</p>`}
			<label for="code">Access code</label>
			<input
				type="password"
				id="code"
				name="code"
				required
				maxlength="500"
				autocomplete="off"
				autocapitalize="none"
				spellcheck="false"
				${problem !== '' && html`aria-invalid="true" aria-describedby="code-problem"`}
			/>
			<button type="submit" class="button">Open the review</button>
		</form>
	</main>`;
	return renderShell({ title: heading, main }, nonce);
}
