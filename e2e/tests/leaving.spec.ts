// Nobody leaves a meeting by mistake: closing the page asks, Back leads to the lobby first, and the address may say what it likes.
import { expect, test } from '../fixtures.ts';
import { code } from '../link.ts';
import { type Person, twoMeet } from '../person.ts';
import { staysSo } from '../stillness.ts';

declare global {
  interface Window {
    plenumGuards: number;
  }
}

/** Runs in the page, before the page: knows who would be asked before the page is closed. */
function countGuards(): void {
  const guards = new Set<unknown>();
  const [add, remove] = [window.addEventListener.bind(window), window.removeEventListener.bind(window)];
  const count = (how: unknown[], change: 'add' | 'delete') => {
    if (how[0] === 'beforeunload') guards[change](how[1]);
    window.plenumGuards = guards.size;
  };
  window.addEventListener = ((...how: Parameters<typeof add>) => {
    count(how, 'add');
    add(...how);
  }) as typeof add;
  window.removeEventListener = ((...how: Parameters<typeof remove>) => {
    count(how, 'delete');
    remove(...how);
  }) as typeof remove;
}

/** Asks the page to close as a person does who closes its tab; says whether it asked back, in which case it stays. */
async function closes({ page }: Person): Promise<boolean> {
  const asked = page.waitForEvent('dialog').then(async (dialog) => {
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    return true;
  });
  const closed = page.waitForEvent('close').then(() => false);
  await page.close({ runBeforeUnload: true });
  const answer = await Promise.race([asked, closed]);
  for (const left of [asked, closed]) left.catch(() => undefined);
  return answer;
}

test('who closes the tab is asked while they are inside, and only then', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ before: countGuards }), await arrive()];
  const guards = () => ada.page.evaluate(() => window.plenumGuards);
  const link = await ada.startMeeting();
  expect(await guards(), 'a listener outside would keep the page out of the back-forward cache').toBe(0);
  await ada.join('Ada');
  await ben.open(link);
  await ben.join('Ben');
  await ben.expectToSeeAndHear(1);
  expect(await guards()).toBe(1);
  expect(await closes(ada)).toBe(true);
  await ben.expectToSeeAndHear(1);
  await ada.leave();
  expect(await guards()).toBe(0);
  expect(await closes(ada)).toBe(false);
});

test('a page that has died holds nobody back', async ({ arrive }) => {
  const ada = await arrive({ before: countGuards });
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ada.page.evaluate(() => {
    const error = new WebAssembly.RuntimeError('unreachable');
    window.dispatchEvent(new ErrorEvent('error', { error, message: `Uncaught RuntimeError: ${error.message}` }));
  });
  expect(await ada.page.evaluate(() => window.plenumGuards)).toBe(0);
  ada.forgive(/RuntimeError/);
  expect(await closes(ada)).toBe(false);
});

test('Back leads from the room to the lobby, then to where one came from; Forward joins nothing by itself', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);

  await ada.page.goBack();
  await expect(ada.lobby.joinButton).toBeVisible();
  expect(ada.page.url()).toBe(link);
  await ada.expectNoDevice();
  await ben.room.expectPeople('Ben (you)');
  await ada.page.goForward();
  await staysSo(() => ada.lobby.joinButton.isVisible(), true);
  await ben.room.expectPeople('Ben (you)');

  await ada.join('Ada');
  await ben.expectToSeeAndHear(1);
  await ada.page.reload();
  await ada.expectInside();
  await ada.page.goBack();
  await expect(ada.lobby.joinButton).toBeVisible();
  await ada.page.goBack();
  await expect(ada.start.startButton).toBeVisible();
});

test('whatever comes into the address, the meeting stays and the address is mended', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet(arrive);
  const connections = () => ada.page.evaluate(() => window.plenumWitness.connections.length);
  const before = await connections();
  for (const written of ['#main', '#', new URL(link).hash.slice(0, -1)]) {
    await ada.page.evaluate((written) => (location.hash = written), written);
    await expect(ada.page).toHaveURL(link);
    await ada.expectInside();
  }
  await ada.expectNotToRead(/another meeting/);
  await ben.expectToSeeAndHear(1);
  expect(await connections(), 'nothing was made anew').toBe(before);
  await ada.page.goBack();
  await ada.expectInside();
});

test('another whole link in the address asks first', async ({ arrive, home }) => {
  const [ada, cem] = [await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const other = `${home}#${code()}`;
  await cem.open(other);
  await cem.join('Cem', { microphone: false, camera: false });
  await ada.page.evaluate((written) => (location.hash = written), new URL(other).hash);
  await ada.expectToRead(/link of another meeting/);
  await expect(ada.page).toHaveURL(link);
  await ada.expectInside();
  await ada.page.getByRole('button', { name: 'Leave and go there', exact: true }).click();
  await expect(ada.page).toHaveURL(other);
  await ada.expectToRead(/Cem is already inside/);
});
