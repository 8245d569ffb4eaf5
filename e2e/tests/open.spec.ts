// `plenum open`: the page of this machine at a link's server, so that nobody has to trust that server's page.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '../fixtures.ts';
import { codeOf } from '../link.ts';
import { binary, deployed } from '../server.ts';

test.skip(deployed !== undefined, 'needs the program that serves the page');

test('somebody with the page of their own machine meets the others, and gives on the link of their server', async ({ arrive, ownServer }) => {
  const [ada, ben] = [await arrive({ at: ownServer.url }), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  const program = spawn(binary, ['open', link, '--port', '0', '--no-browser'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let said = '';
    for await (const some of program.stdout) if (/\/#\S+\s/.test((said += String(some)))) break;
    const here = /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(said)?.[0];
    if (here === undefined) throw new Error(`plenum open ended, and said: ${said}`);
    expect(codeOf(here)).toBe(codeOf(link));
    await ben.open(here);
    await ben.join('Ben');
    for (const person of [ada, ben]) {
      await person.room.expectPeople(...(person === ada ? ['Ada (you)', 'Ben'] : ['Ben (you)', 'Ada']));
      await person.expectMovingPictures(1);
      await person.expectSounds(1);
    }
    await ben.room.inviteButton.click();
    const sheet = ben.page.getByRole('dialog', { name: 'Invite the others', exact: true });
    await expect(sheet.getByText(link, { exact: true })).toBeVisible();
    const own = new URL(here).host;
    const asked = ben.asked.map((address) => new URL(address)).filter(({ protocol }) => !['blob:', 'data:'].includes(protocol));
    expect(asked.some(({ protocol }) => protocol === 'ws:')).toBe(true);
    for (const address of asked) expect(address.host).toBe(own);
    await ben.page.goto('about:blank');
  } finally {
    const ended = once(program, 'exit');
    program.kill();
    await ended;
  }
});
