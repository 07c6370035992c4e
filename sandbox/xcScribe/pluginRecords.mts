/** A text that a shop's plugin asked for. */
export interface PluginGeneration {
	id: string;
	status: 'processing' | 'completed' | 'failed';
	/** What was written; null until it is, and for good when it failed. */
	outcome: PluginOutcome | null;
	error: string | null;
}

export interface PluginOutcome {
	content: string;
	/** Null for a blog post. */
	short_description: string | null;
	tokens_used: number;
	xct_cost: string;
	remaining_balance: string;
}
