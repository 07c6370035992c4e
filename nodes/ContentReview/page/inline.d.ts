/** A style sheet or a bundled browser script as text; see scripts/inline.mjs. */
declare module '*?inline' {
	const text: string;
	export default text;
}
