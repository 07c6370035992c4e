/** What came of sending the decisions. */
export type Answer =
	/** A page that takes this one's place. */
	| { kind: 'page'; page: Document; sent: boolean }
	/** The decisions were refused; the page says what to mend. */
	| { kind: 'refused'; page: Document }
	/** Something else, in words. */
	| { kind: 'other'; text: string };

const KEPT = 'Nothing is lost: your decisions stay in this browser.';

/** Sends the decisions to the page's own address. */
export async function sendDecisions(address: string, body: URLSearchParams): Promise<Answer> {
	try {
		const response = await fetch(address, {
			method: 'POST',
			headers: { 'x-content-review': '1' },
			body,
		});
		return await answerOf(response);
	} catch {
		return {
			kind: 'other',
			text: `n8n could not be reached. ${KEPT} Check your connection and send them again.`,
		};
	}
}

async function answerOf(response: Response): Promise<Answer> {
	const { status } = response;
	const isHtml = response.headers.get('content-type')?.startsWith('text/html') === true;
	if (isHtml && [200, 409, 410, 422].includes(status)) {
		const page = parse(await response.text());
		if (status === 422 && page.querySelector('#problems')) return { kind: 'refused', page };
		if (status !== 422 && page.querySelector('main')) {
			return { kind: 'page', page, sent: status === 200 };
		}
	}
	return { kind: 'other', text: wordsFor(status) };
}

/** The page without its style sheet and script: they are here already, and their nonce is not this document's. */
function parse(text: string): Document {
	const content = text.replace(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/g, '');
	return new DOMParser().parseFromString(content, 'text/html');
}

function wordsFor(status: number): string {
	switch (status) {
		case 401:
		case 403:
			return `n8n asks who you are again (${status}). ${KEPT} Reload the page and send them again.`;
		case 404:
		case 410:
			return `n8n no longer knows this review (${status}): the workflow was stopped or its execution deleted. ${KEPT} Ask whoever sent you the link.`;
		case 409:
			return `This review is over: somebody else has sent the decisions, or its time was up (409). ${KEPT} Ask whoever sent you the link.`;
		case 413:
			return `The edits are larger than n8n accepts at once (413). ${KEPT} Shorten or reset some edits and send them again.`;
		default:
			return `n8n did not take the decisions over (${status}). ${KEPT} Wait a minute and send them again; if it stays so, tell whoever runs n8n.`;
	}
}
