// A thousand with the link come and go, as fast as the server lets them, while three people talk.
import { test } from '../fixtures.ts';
import { talkWhileOthersComeAndGo } from '../lab/crowd.ts';
import { deployed } from '../server.ts';

const visitors = 1_000;
/** A door takes two newcomers a second for long. */
const everySeconds = 0.51;

test.skip(deployed !== undefined, 'a crowd dials from many addresses, which only this machine has');

test('a thousand people come and go while three talk', async ({ arrive }) => {
  test.setTimeout(900_000);
  await talkWhileOthersComeAndGo(arrive, visitors, everySeconds);
});
