import type { SentMail } from '../provider.mts';

/** The e-mails that would have been sent. */
export class Mailbox {
	#mails: SentMail[] = [];

	reset(): void {
		this.#mails = [];
	}

	all(): SentMail[] {
		return [...this.#mails];
	}

	/** `code` is what the mail is about: a sign-in code, or the token of its link. */
	send(to: string, subject: string, code: string): void {
		this.#mails.push({ to, subject, code, sent_at: new Date().toISOString() });
	}
}
