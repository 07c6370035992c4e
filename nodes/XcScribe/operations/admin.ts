import type { ResourceNames } from '../../shared/description';
import { markUnconfirmed } from '../unconfirmedRoutes';
import { apiKeyOperations } from './apiKey';
import { authOperations } from './auth';
import { billingOperations } from './billing';
import { invitationOperations } from './invitation';
import { organizationOperations } from './organization';
import { usageOperations } from './usage';
import { userOperations } from './user';

/** Resources as the editor names them, in menu order. */
export const xcScribeAdminResources: ResourceNames = {
	apiKey: 'API Key',
	auth: 'Authentication',
	billing: 'Billing',
	invitation: 'Invitation',
	organization: 'Organization',
	usage: 'Usage',
	user: 'User',
};

/** Every operation of the XC Scribe Admin node. */
export const xcScribeAdminOperations = markUnconfirmed([
	...apiKeyOperations,
	...authOperations,
	...billingOperations,
	...invitationOperations,
	...organizationOperations,
	...usageOperations,
	...userOperations,
]);
