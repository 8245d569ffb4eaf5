// Many with the link come and go: those who talk hear each other all the while, and keep nothing of who has gone.
import { test } from '../fixtures.ts';
import { talkWhileOthersComeAndGo } from '../lab/crowd.ts';
import { deployed } from '../server.ts';

/** With the three who talk, as many as a door takes at once; the thousand come at night. */
const visitors = 80;
const everySeconds = 0.25;

test.skip(deployed !== undefined, 'a crowd dials from many addresses, which only this machine has');

test('eighty people come and go while three talk', async ({ arrive }) => {
  test.setTimeout(120_000);
  await talkWhileOthersComeAndGo(arrive, visitors, everySeconds);
});
