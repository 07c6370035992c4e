/** The element that a selector finds, when it is of the expected type. */
export function find<T extends Element>(
	type: new () => T,
	selector: string,
	root: ParentNode = document,
): T | undefined {
	const found = root.querySelector(selector);
	return found instanceof type ? found : undefined;
}

/** As `find`, for what our own document always has. */
export function need<T extends Element>(
	type: new () => T,
	selector: string,
	root: ParentNode = document,
): T {
	const found = find(type, selector, root);
	if (found === undefined) throw new Error(`The page lacks ${selector}`);
	return found;
}

/** All elements that a selector finds. */
export function findAll<T extends Element>(
	type: new () => T,
	selector: string,
	root: ParentNode = document,
): T[] {
	return [...root.querySelectorAll(selector)].filter((found): found is T => found instanceof type);
}

/** A new element with a text. */
export function create<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	className: string,
	text: string,
): HTMLElementTagNameMap[K] {
	const element = document.createElement(tag);
	element.className = className;
	element.textContent = text;
	return element;
}

/** `1,234` */
export function counted(count: number): string {
	return count.toLocaleString('en');
}

/** `1 product`, `1,234 products` */
export function products(count: number): string {
	return `${counted(count)} ${count === 1 ? 'product' : 'products'}`;
}

/** `14:02`, as the reviewer's own clock shows it */
export function clockTime(time: number | string): string {
	return new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
