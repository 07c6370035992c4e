import { afterAll, beforeAll } from '@jest/globals';

import { describeAccessibility } from './accessibility.mts';
import { describeFlow } from './flow.mts';
import { describeHostile } from './hostileInput.mts';
import { describePlain } from './plain.mts';
import { Scene } from './scene.mts';
import { describeSize } from './size.mts';

const scene = new Scene();

beforeAll(async () => {
	await scene.set();
}, 20 * 60_000);

afterAll(async () => {
	await scene.end();
});

describeFlow(scene);
describePlain(scene);
describeHostile(scene);
describeAccessibility(scene);
describeSize(scene);
