// A meeting with a passphrase: whoever has link and passphrase meets, whoever has another one is told at once, and the server learns neither.
import { expect, test } from '../fixtures.ts';
import { onDisk } from '../lab/kept.ts';
import { codeOf } from '../link.ts';
import type { Person } from '../person.ts';
import { deployed } from '../server.ts';
import { staysSo } from '../stillness.ts';

const passphrase = 'Grüße aus der Kanarienvogel-Volière';

const field = (person: Person) => person.page.getByRole('textbox', { name: 'Passphrase', exact: true });
const remember = (person: Person) => person.page.getByRole('checkbox', { name: /^Remember it on this device/ });
const asked = (person: Person) => person.page.getByRole('heading', { name: 'This meeting has a passphrase', exact: true });
const worker = /\/passphrase-worker\.js$/;

/** Makes a meeting with a passphrase, from the start page at hand; gives its link. */
async function startProtected(person: Person, words: string = passphrase): Promise<string> {
  await person.page.getByText('Protect it with a passphrase', { exact: true }).click();
  await field(person).fill(words);
  await person.page.getByRole('button', { name: 'Start with this passphrase', exact: true }).click();
  await expect(person.lobby.joinButton).toBeVisible();
  return person.page.url();
}

/** Types a passphrase where it is asked for. */
async function unlock(person: Person, words: string): Promise<void> {
  await field(person).fill(words);
  await person.page.getByRole('button', { name: 'Continue', exact: true }).click();
}

test('who has the passphrase meets, however it is spaced, and who has another is told and tries again', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ada.visit();
  const link = await startProtected(ada);
  await ada.expectToRead(/This meeting has a passphrase\. Tell it to the others/);
  await ada.join('Ada', { camera: false });

  await ben.page.goto(link);
  await expect(asked(ben)).toBeVisible();
  await expect(ben.lobby.joinButton).toBeHidden();
  await unlock(ben, 'grüße aus der kanarienvogel-volière');
  await expect(ben.lobby.joinButton).toBeVisible();
  await ben.expectToRead(/Nobody here has this passphrase/);
  await ben.page.getByRole('button', { name: 'Try another passphrase', exact: true }).click();
  await expect(asked(ben)).toBeVisible();
  await expect(field(ben)).toHaveValue('');

  await unlock(ben, `  ${passphrase.normalize('NFD').replaceAll(' ', '   ')} `);
  await expect(ben.page.getByText('Ada is already inside.')).toBeVisible();
  await ben.join('Ben', { camera: false });
  await ben.expectSounds(1);
  await ada.expectSounds(1);

  // Whoever reloads is not asked again, and whoever comes in another tab is.
  await ben.page.reload();
  await ben.expectInside();
  await expect(ben.room.tile('Ada')).toBeVisible();
  const cem = await arrive();
  await cem.page.goto(link);
  await expect(asked(cem)).toBeVisible();
});

test('an empty field says so, and the keyboard does it all', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ada.visit();
  const link = await startProtected(ada);
  await ben.page.goto(link);
  await expect(asked(ben)).toBeVisible();
  await field(ben).press('Enter');
  await expect(ben.page.getByRole('alert')).toContainText('Type the passphrase first.');
  await field(ben).fill(passphrase);
  await field(ben).press('Enter');
  await expect(ben.lobby.joinButton).toBeVisible();
  await expect(ben.page.getByText(/Nobody here has this passphrase/)).toBeHidden();
});

test('four words are proposed, and the lists of them are fetched by nobody else', async ({ arrive }) => {
  const ada = await arrive();
  const started: string[] = [];
  ada.page.on('worker', (one) => started.push(one.url()));
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  expect(started.filter((address) => worker.test(address))).toEqual([]);

  await ada.page.goto('about:blank');
  await ada.visit();
  await ada.page.getByText('Protect it with a passphrase', { exact: true }).click();
  await field(ada).fill('1234');
  await expect(ada.page.getByText(/^Easy to guess/)).toBeVisible();
  await ada.page.getByRole('button', { name: 'Make four words', exact: true }).click();
  await expect(field(ada)).toHaveValue(/^[a-z]{3,9}( [a-z]{3,9}){3}$/);
  await expect(ada.page.getByText(/^A good passphrase/)).toBeVisible();
  const first = await field(ada).inputValue();
  await ada.page.getByRole('button', { name: 'Make four words', exact: true }).click();
  await expect(field(ada)).not.toHaveValue(first);
  expect(started.filter((address) => worker.test(address)).length).toBe(2);
  // Each worker is thrown away with its answer.
  await staysSo(async () => ada.page.workers().filter((one) => worker.test(one.url())).length, 0);
});

test('it is remembered on this device only if that is wanted, is listed there, and is forgotten', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ada.visit();
  const link = await startProtected(ada);
  await ben.page.goto(link);
  await remember(ben).check();
  await unlock(ben, passphrase);
  await expect(ben.lobby.joinButton).toBeVisible();
  expect(await onDisk(ada)).toEqual([]);
  await expect.poll(async () => (await onDisk(ben)).length).toBe(1);
  for (const kept of await onDisk(ben)) {
    for (const secret of ['Kanarien', 'kanarien', codeOf(link)]) expect(kept).not.toContain(secret);
  }

  await ben.page.goto('about:blank');
  await ben.open(link);
  await ben.page.goto('about:blank');
  await ben.visit();
  const stored = ben.page.locator('details').filter({ hasText: 'Stored on this device' });
  await stored.getByText('Stored on this device').click();
  await expect(stored.getByRole('listitem')).toHaveText([/Passphrase of another meeting, today/]);
  await stored.getByRole('button', { name: 'Delete', exact: true }).click();
  await stored.getByRole('button', { name: 'Really delete?', exact: true }).click();
  await expect(stored.getByRole('listitem')).toHaveCount(0);
  await ben.page.goto('about:blank');
  await ben.page.goto(link);
  await expect(asked(ben)).toBeVisible();
});

test('a link whose flag was taken out is no link', async ({ arrive }) => {
  const ada = await arrive();
  await ada.visit();
  const link = await startProtected(ada);
  const code = codeOf(link);
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const flags = alphabet[alphabet.indexOf(code[25]!) & ~2]!;
  const ben = await arrive();
  await ben.page.goto(link.replace(code, code.slice(0, 25) + flags + code.slice(26)));
  await ben.expectToRead(/mistyped/i);
});

test('nothing of the passphrase goes to the server, the address, the title or what is stored', async ({ arrive, ownServer }) => {
  test.skip(process.platform !== 'linux' || deployed !== undefined, 'the memory of a process of ours is read, as Linux shows it');
  const [ada, ben] = [await arrive(), await arrive()];
  await ada.page.goto(ownServer.url);
  await expect(ada.start.startButton).toBeVisible();
  const link = await startProtected(ada, passphrase);
  await ben.page.goto(link);
  await unlock(ben, passphrase);
  await expect(ben.lobby.joinButton).toBeVisible();
  await ada.join('Ada', { camera: false });
  await ben.join('Ben', { camera: false });
  await expect(ben.room.tile('Ada')).toBeVisible();

  expect(ownServer.remembers(new URL(ownServer.url).host), 'the search works').toBe(true);
  for (const words of ['Kanarienvogel-Vol', codeOf(link)]) {
    expect(ownServer.remembers(words), words).toBe(false);
    expect(ownServer.log).not.toContain(words);
  }
  for (const person of [ada, ben]) {
    expect(decodeURIComponent(person.asked.join('\n'))).not.toContain('Kanarien');
    expect(await person.page.title()).not.toContain('Kanarien');
    const { origins } = await person.page.context().storageState();
    expect(JSON.stringify(origins)).not.toContain('Kanarien');
    expect((await onDisk(person)).join('')).not.toContain('Kanarien');
  }
});
