import { choice, integer, text, type Field } from '../../shared/fields';
import { ROLES } from './knownValues';

/** What several resources of XC Scribe's administration ask for. */

export const email: Field = text({
	displayName: 'Email',
	placeholder: 'e.g. name@email.com',
});

export const password: Field = text({
	displayName: 'Password',
	password: true,
});

export const firstName: Field = text({ displayName: 'First Name', placeholder: 'e.g. Ada' });

export const lastName: Field = text({ displayName: 'Last Name', placeholder: 'e.g. Lovelace' });

export const phoneNumber: Field = text({
	displayName: 'Phone Number',
	placeholder: 'e.g. +49 30 1234567',
});

export const role: Field = choice({
	displayName: 'Role',
	description:
		'Admins also manage users, organization, billing and API keys; members work on projects',
	values: ROLES,
	default: 'member',
});

/** Period of a summary, up to now. */
export const days = (limits: { maximum?: number } = {}): Field =>
	integer({
		displayName: 'Days',
		description: 'How many days to look back',
		default: 30,
		minimum: 1,
		...limits,
	});
