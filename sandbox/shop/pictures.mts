/** Where the sandbox's own catalogue has its pictures; such a host answers nobody. */
const NOWHERE = 'https://shop.alpenglow.example/';

/** The folder of the pictures, below the shop's own address. */
export const picturesPath = '/wp-content/';

/**
 * Lets the shop serve the pictures of the sandbox's own catalogue, so that they can be seen. Those of other catalogues
 * stay where they are.
 *
 * @param catalogue Text of a product export.
 * @param shopUrl Address of the simulated shop without a slash at the end.
 */
export function withShownPictures(catalogue: string, shopUrl: string): string {
	return catalogue.replaceAll(NOWHERE, `${shopUrl}/`);
}
