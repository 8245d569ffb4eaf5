// Plan B: the note of the room is written beside the invitation, and shows itself to whoever cannot connect.
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';
import { staysSo } from '../stillness.ts';

const note = 'Call 030 123-4567 or open https://plan-b.example/room. <b>javascript:alert(1)</b> http://plain.example';

/** In the page, before the page: a network that lets nothing through but what goes to the server. */
function barred(): void {
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: 'relay' });
    }
  };
}

const card = (person: Person): Locator => person.page.locator('.plan-b');

/** Writes the note in the dialog of inviting, from the room. */
async function write(person: Person, text: string): Promise<void> {
  await person.room.inviteButton.click();
  const dialog = person.page.getByRole('dialog', { name: 'Invite the others', exact: true });
  await dialog.getByText("If somebody can't connect", { exact: true }).click();
  const field = dialog.getByLabel('What to do then', { exact: true });
  await field.fill(text);
  // Keys of the room are letters here.
  await expect(person.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await dialog.getByRole('button', { name: 'Save for everyone', exact: true }).click();
  await expect(dialog.getByText("Saved. Whoever can't connect sees it.", { exact: true })).toBeVisible();
  await person.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(person.room.inviteButton).toBeFocused();
}

/** What it says is whole, leads where it is written out, and nowhere else. */
async function expectNote(person: Person): Promise<void> {
  await expect(card(person).getByRole('heading', { name: "If it doesn't work:", exact: true })).toBeVisible();
  await expect(card(person).locator('p')).toHaveText(note);
  const links = card(person).getByRole('link');
  await expect(links).toHaveText(['030 123-4567', 'https://plan-b.example/room']);
  await expect(links.first()).toHaveAttribute('href', 'tel:0301234567');
  await expect(links.last()).toHaveAttribute('href', 'https://plan-b.example/room');
  await expect(links.last()).toHaveAttribute('rel', /noopener/);
  await expect(card(person).locator('b')).toHaveCount(0);
}

test('whoever reaches the server and nobody else is shown what to do instead, and can put it away', async ({ arrive }) => {
  test.setTimeout(90_000);
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await write(ada, note);
  const ben = await arrive({ before: barred });
  await ben.open(link);
  await staysSo(() => card(ben).count(), 0);
  await ben.join('Ben', { microphone: false, camera: false });
  await expect(card(ben)).toBeVisible({ timeout: 40_000 });
  await expectNote(ben);
  await ben.room.microphone.focus();
  await card(ben).getByRole('button', { name: 'Close', exact: true }).click();
  await expect(card(ben)).toHaveCount(0);
  await expect(ben.room.microphone, 'the focus is where it was before').toBeFocused();
});

test('a note that is emptied is removed, and that is said', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await write(ada, note);
  await ada.room.inviteButton.click();
  const dialog = ada.page.getByRole('dialog', { name: 'Invite the others', exact: true });
  await dialog.getByText("If somebody can't connect", { exact: true }).click();
  await dialog.getByLabel('What to do then', { exact: true }).fill('');
  await dialog.getByRole('button', { name: 'Save for everyone', exact: true }).click();
  await expect(dialog.getByText('Removed. Nobody sees a note any more.', { exact: true })).toBeVisible();
});

test('whoever gets through is not bothered with it', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await write(ada, note);
  const ben = await arrive();
  await ben.open(link);
  await ben.join('Ben', { microphone: false, camera: false });
  await ben.room.expectPeople('Ada', 'Ben (you)');
  // Whoever does not get through is shown it after 15 seconds.
  await staysSo(() => card(ben).count(), 0, { forMs: 17_000 });
});

test('a browser without WebRTC is shown it, and those inside are told and can write', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await write(ada, note);
  const ben = await arrive({ before: () => Reflect.deleteProperty(window, 'RTCPeerConnection') });
  await ben.page.goto(link);
  await ben.expectToRead(/This browser cannot hold a meeting/);
  await expectNote(ben);
  await expect(ada.page.getByRole('status').getByText(/getting ready and needs help\. The browser can't make calls\./)).toBeVisible();
  await ben.page.getByText('Need help? Ask someone inside', { exact: true }).click();
  await expect(ben.page.getByRole('textbox', { name: 'Your question', exact: true })).toBeVisible();
});

test('whoever has no microphone at the door is shown it', async ({ arrive, arriveIn, troubled }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await write(ada, note);
  const ben = await arriveIn(await troubled({ permission: 'denied' }));
  await ben.open(link);
  await staysSo(() => card(ben).count(), 0);
  await ben.lobby.microphone.click();
  await expectNote(ben);
});

test('whoever was there the last time has it even without a server, and what is stored is listed', async ({ arrive, ownServer }) => {
  test.setTimeout(90_000);
  const ada = await arrive({ at: ownServer.url });
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await write(ada, note);
  await ada.openSettings('Stored');
  const stored = ada.page.getByRole('group', { name: 'Stored on this device' });
  await expect(stored.getByRole('listitem').filter({ hasText: 'Plan B of this meeting' })).toHaveCount(1);
  await ada.page.keyboard.press('Escape');
  await ada.leave();
  await ada.page.goto('about:blank');
  await ada.open(link);
  // The rest of the program is here: nothing more is asked of the server.
  await expect(ada.page.getByRole('button', { name: 'Invite', exact: true })).toBeEnabled();
  await ownServer.kill();
  await expect(card(ada)).toBeVisible({ timeout: 40_000 });
  await expectNote(ada);
  ada.forgive(/WebSocket|ERR_CONNECTION_REFUSED|Failed to load/);
});
