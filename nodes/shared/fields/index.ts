/** The kinds of fields that an operation declares. */
export { choice, choices, toggle } from './choice';
export { dateTime } from './dateTime';
export {
	formOnly,
	isBlank,
	required,
	shownWhen,
	spread,
	type Condition,
	type Field,
	type FieldForm,
	type FileRules,
	type LocatorSource,
	type OptionSource,
} from './field';
export { file } from './file';
export { id, idList, integerList } from './ids';
export { jsonList, jsonObject } from './json';
export { locator } from './locator';
export { amount, integer } from './number';
export { text } from './text';
export { url, urlList, webAddress } from './webAddress';
