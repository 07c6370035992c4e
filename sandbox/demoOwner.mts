/** Who owns the demo's n8n. It listens on this machine only and holds nothing real. */
export const demoOwner = {
	email: 'demo@product-content.example',
	password: 'Sandbox-demo-1',
	firstName: 'Demo',
	lastName: 'Owner',
};
