import { sandboxClock } from '../clock.mts';
import { limitExceeded } from './errors.mts';

export const planNames = ['standard', 'professional', 'enterprise'] as const;

export type PlanName = (typeof planNames)[number];

interface Plan {
	hourly: number;
	daily: number;
	concurrentJobs: number;
}

export const plans: Record<PlanName, Plan> = {
	standard: { hourly: 50, daily: 800, concurrentJobs: 1 },
	professional: { hourly: 100, daily: 1600, concurrentJobs: 3 },
	enterprise: { hourly: 200, daily: 3200, concurrentJobs: 10 },
};

const HOUR_MS = 60 * 60 * 1000;

/**
 * What an API key may still generate in this hour and day, one request a variant. Hours and days
 * begin at the full hour and day of the clock.
 */
export class PlanBudget {
	readonly #plan: Plan;
	readonly #scale: number;
	#hour = 0;
	#day = 0;
	#hourlyUsed = 0;
	#dailyUsed = 0;

	/** `scale` is the length of an hour relative to a real one; 0 switches the limits off. */
	constructor(plan: PlanName, scale: number) {
		this.#plan = plans[plan];
		this.#scale = scale;
	}

	get hourlyRemaining(): number {
		this.#turn();
		return Math.max(0, Math.min(this.#plan.hourly - this.#hourlyUsed, this.dailyRemaining));
	}

	get dailyRemaining(): number {
		this.#turn();
		return Math.max(0, this.#plan.daily - this.#dailyUsed);
	}

	set dailyRemaining(requests: number) {
		this.#turn();
		this.#dailyUsed = this.#plan.daily - requests;
	}

	/** When the next hour begins. */
	get nextResetAt(): Date {
		const hour = HOUR_MS * (this.#scale || 1);
		return new Date((Math.floor(sandboxClock.now() / hour) + 1) * hour);
	}

	/** Throws the 429 when nothing is left of the day or the hour. */
	requireSome(): void {
		if (this.dailyRemaining === 0) {
			throw limitExceeded('DAILY', `Daily limit of ${this.#plan.daily} requests reached`);
		}
		if (this.hourlyRemaining === 0) {
			throw limitExceeded(
				'HOURLY',
				`Hourly limit of ${this.#plan.hourly} requests reached, next reset at ${this.nextResetAt.toISOString()}`,
			);
		}
	}

	/** Throws the 429 when `running` jobs are as many as the plan allows. */
	requireJobSlot(running: number): void {
		const { concurrentJobs } = this.#plan;
		if (running >= concurrentJobs) {
			throw limitExceeded('CONCURRENT', `Limit of ${concurrentJobs} concurrent jobs reached`);
		}
	}

	/** Takes up to `wanted` requests of this hour and returns how many there were. */
	reserve(wanted: number): number {
		if (this.#scale === 0) return wanted;
		const granted = Math.min(wanted, this.hourlyRemaining);
		this.#hourlyUsed += granted;
		this.#dailyUsed += granted;
		return granted;
	}

	// Starts counting anew when an hour or a day has passed.
	#turn(): void {
		if (this.#scale === 0) return;
		const hour = Math.floor(sandboxClock.now() / (HOUR_MS * this.#scale));
		const day = Math.floor(hour / 24);
		if (hour !== this.#hour) this.#hourlyUsed = 0;
		if (day !== this.#day) this.#dailyUsed = 0;
		this.#hour = hour;
		this.#day = day;
	}
}
