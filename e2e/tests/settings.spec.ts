// The settings: a dialog that keeps the keyboard until it is closed, its sections, and trying microphone and loudspeaker.
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { type Person, twoMeet } from '../person.ts';
import { quiet, speech } from '../sounds.ts';
import { staysSo } from '../stillness.ts';

/** Whether the focus is in this dialog, or nowhere: between its end and its beginning the browser's own controls come. */
async function inside(dialog: Locator): Promise<boolean> {
  return dialog.evaluate((element) => element.contains(document.activeElement) || document.activeElement === document.body);
}

/** Sounds from the page's own memory that are being played, or were: the tone and the recording. */
async function played({ page }: Person): Promise<number> {
  return page.evaluate(() => window.plenumWitness.voices.filter((voice) => voice.played.length > 0 && !voice.srcObject).length);
}

async function expectModal(person: Person, opener: Locator, dialog: Locator): Promise<void> {
  await opener.focus();
  await person.page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await expect(dialog).toHaveJSProperty('open', true);
  expect(await dialog.evaluate((element) => element.matches(':modal'))).toBe(true);
  const titled = dialog.getByRole('heading', { level: 2 }).first();
  await expect(titled).toBeFocused();
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let step = 0; step < 25; step += 1) {
      await person.page.keyboard.press(key);
      expect(await inside(dialog), `${key} ${step}`).toBe(true);
    }
  }
  await person.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  // A pointer gives it back, too.
  await opener.click();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
}

test('dialogs keep the keyboard, close with Escape, and give the focus back', async ({ arrive }) => {
  test.setTimeout(120_000);
  const ada = await arrive();
  const dialog = (name: string) => ada.page.getByRole('dialog', { name, exact: true });
  await ada.startMeeting();
  await expectModal(ada, ada.lobby.settings, dialog('Settings'));
  await ada.join('Ada', { microphone: false, camera: false });
  await expectModal(ada, ada.room.settings, dialog('Settings'));
  await ada.room.peopleButton.click();
  await expectModal(ada, ada.page.getByRole('button', { name: 'Connections', exact: true }), dialog('Connections'));
  await ada.page.keyboard.press('n');
  await expectModal(ada, ada.page.getByRole('button', { name: 'More for these notes', exact: true }), dialog('More for these notes'));
});

test('the arrow keys go from section to section, and each is announced as a tab', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  const settings = await ada.openSettings('Sound');
  const tab = (name: string) => settings.getByRole('tab', { name, exact: true });
  await ada.page.keyboard.press('ArrowDown');
  await expect(tab('Picture')).toBeFocused();
  await expect(settings.getByRole('tabpanel', { name: 'Picture', exact: true })).toContainText('Which camera?');
  await ada.page.keyboard.press('End');
  await expect(tab('Stored')).toBeFocused();
  await ada.page.keyboard.press('ArrowRight');
  await expect(tab('Sound')).toHaveAttribute('aria-selected', 'true');
  await expect(settings.locator('[role=tab][tabindex="0"]')).toHaveCount(1);
});

test('what the settings hold and could not be fetched is said, and tried again', async ({ arrive }) => {
  const ada = await arrive();
  const chunk = /_dialogs\.wasm$/;
  await ada.page.route(chunk, (route) => route.abort('connectionfailed'));
  await ada.startMeeting();
  await ada.lobby.settings.click();
  const settings = ada.page.getByRole('dialog', { name: 'Settings', exact: true });
  await expect(settings.getByRole('alert')).toContainText('This part of Plenum could not be loaded.');
  await ada.page.unroute(chunk);
  await settings.getByRole('button', { name: 'Try again', exact: true }).click();
  await expect(settings.getByRole('tab', { name: 'Sound', exact: true })).toHaveAttribute('aria-selected', 'true');
  ada.forgive(/Failed to fetch/);
});

test('? shows the keys from everywhere, but not while somebody writes', async ({ arrive }) => {
  const ada = await arrive();
  await ada.visit();
  const settings = ada.page.getByRole('dialog', { name: 'Settings', exact: true });
  const keys = settings.getByRole('tabpanel', { name: 'Keys', exact: true });
  // What the room needs is fetched while the start page is looked at.
  await expect(async () => {
    await ada.page.keyboard.press('?');
    await expect(keys).toContainText('Show these keys', { timeout: 500 });
  }).toPass();
  await ada.page.keyboard.press('Escape');
  await expect(settings).toBeHidden();

  await ada.start.startButton.click();
  await ada.lobby.nameBox.fill('Ada');
  await ada.lobby.nameBox.press('?');
  await expect(ada.lobby.nameBox).toHaveValue('Ada?');
  await staysSo(() => settings.isVisible(), false, { forMs: 500 });
  await ada.lobby.nameBox.fill('Ada');
  await ada.lobby.microphone.focus();
  await ada.page.keyboard.press('?');
  await expect(keys).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(ada.lobby.microphone).toBeFocused();

  await ada.join('Ada', { microphone: false, camera: false });
  const connections = await ada.openConnections();
  await ada.page.keyboard.press('?');
  await expect(keys).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(settings).toBeHidden();
  await expect(connections).toBeVisible();
  await ada.page.keyboard.press('Escape');

  // Whoever wants no letters as keys has none.
  await (await ada.openSettings('Keys')).getByRole('checkbox', { name: 'Use letters as keys' }).uncheck();
  await ada.page.keyboard.press('Escape');
  await ada.page.keyboard.press('?');
  await staysSo(() => settings.isVisible(), false, { forMs: 500 });
});

test('in the lobby one hears oneself for three seconds, and nobody else does', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ben.join('Ben', { microphone: false, camera: false });
  const settings = await ada.openSettings('Sound');
  await ada.expectNoDevice();
  await expect(settings).toContainText('Turns on your microphone, records 3 seconds and plays them to you alone.');
  await settings.getByRole('button', { name: 'Hear yourself', exact: true }).click();
  await expect(settings).toContainText('Say something: you are being recorded for 3 seconds.');
  await expect(settings).toContainText('This is how you sound.');
  await expect.poll(() => played(ada)).toBe(1);
  await ben.expectSilence({ forMs: 1_000 });
  await expect(settings).toContainText('The recording is not sent or kept.');
  await ada.page.keyboard.press('Escape');
  await expect(ada.lobby.microphone).toHaveAttribute('aria-pressed', 'true');
});

test('a recording is dropped with its dialog', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  await ada.turn(ada.lobby.microphone, true);
  const settings = await ada.openSettings('Sound');
  await settings.getByRole('button', { name: 'Hear yourself', exact: true }).click();
  await expect(settings).toContainText('Say something');
  await ada.page.keyboard.press('Escape');
  await staysSo(() => played(ada), 0, { forMs: 4_500 });
});

test('in the room nobody is switched on to hear themselves', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const settings = await ada.openSettings('Sound');
  const hear = settings.getByRole('button', { name: 'Hear yourself', exact: true });
  await expect(hear).toBeDisabled();
  await expect(settings).toContainText('turn it on first: the others hear you then.');
  await ada.expectNoDevice();
  await ada.page.keyboard.press('Escape');
  await ada.turn(ada.room.microphone, true);
  await ada.openSettings('Sound');
  await hear.click();
  await expect(settings).toContainText('This is how you sound.');
});

test('a blocked microphone is said where one would hear oneself', async ({ arriveIn, troubled }) => {
  const ada = await arriveIn(await troubled({ permission: 'denied' }));
  await ada.startMeeting();
  const settings = await ada.openSettings('Sound');
  await settings.getByRole('button', { name: 'Hear yourself', exact: true }).click();
  await expect(settings.getByRole('status').first()).toContainText(/microphone.*(not allowed|blocked|permission)|(allow|permission).*microphone/i);
  expect(await played(ada)).toBe(0);
});

test('the test tone goes through the chosen loudspeaker', async ({ arrive }) => {
  const ada = await arrive({
    before: () => {
      const sinks: string[] = [];
      Object.assign(window, { plenumSinks: sinks });
      HTMLMediaElement.prototype.setSinkId = async (id) => void sinks.push(id);
      const devices = navigator.mediaDevices as MediaDevices | undefined;
      const headset = { deviceId: 'headset', kind: 'audiooutput', label: 'Headset', groupId: 'headset' };
      if (devices !== undefined) devices.enumerateDevices = async () => [{ ...headset, toJSON: () => headset } as MediaDeviceInfo];
    },
  });
  await ada.startMeeting();
  const settings = await ada.openSettings('Sound');
  await settings.getByRole('group', { name: 'Which loudspeaker?' }).getByRole('radio', { name: 'Headset', exact: true }).check();
  await settings.getByRole('button', { name: 'Play a test tone', exact: true }).click();
  await expect(settings).toContainText('You should hear three notes now.');
  await expect.poll(() => played(ada)).toBe(1);
  expect(await ada.page.evaluate(() => (window as unknown as { plenumSinks: string[] }).plenumSinks)).toEqual(['headset']);
  await expect(settings).toContainText('Three short notes, for you alone.');
});

test('whoever does not want a mirror has none, next time too', async ({ arrive }) => {
  const ada = await arrive();
  const link = await ada.startMeeting();
  await ada.turn(ada.lobby.camera, true);
  const mirrored = () => ada.page.locator('.preview video.mirrored').count();
  await expect.poll(mirrored).toBe(1);
  const settings = await ada.openSettings('Picture');
  await settings.getByRole('checkbox', { name: /^Show me as in a mirror/ }).uncheck();
  await staysSo(mirrored, 0);
  await ada.page.goto('about:blank');
  await ada.open(link);
  await ada.turn(ada.lobby.camera, true);
  await expect(ada.page.locator('.preview video.shown')).toBeVisible();
  await staysSo(mirrored, 0);
});

test('the tools are one stop of Tab, and the arrow keys go along them', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  const bar = ada.page.getByRole('toolbar', { name: 'Meeting tools', exact: true });
  const stops = bar.locator('button[tabindex="0"]');
  await expect(stops).toHaveCount(1);
  await ada.room.microphone.focus();
  await ada.page.keyboard.press('ArrowRight');
  await expect(ada.room.camera).toBeFocused();
  await expect(stops).toHaveCount(1);
  await ada.page.keyboard.press('End');
  await expect(ada.room.leaveButton).toBeFocused();
  await ada.page.keyboard.press('Tab');
  expect(await bar.evaluate((element) => element.contains(document.activeElement))).toBe(false);
  await ada.page.keyboard.press('Shift+Tab');
  await expect(ada.room.microphone).toBeFocused();
  await ada.page.keyboard.press('ArrowLeft');
  await expect(ada.room.leaveButton).toBeFocused();
});

test('the level under a name is nothing in silence, and something when somebody speaks', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ before: quiet }), await arrive({ before: speech })];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { camera: false });
  await ben.join('Ben', { camera: false });
  const width = (person: Person, name: string) =>
    person.room.tile(name).locator('.loudness').evaluate((bar) => bar.getBoundingClientRect().width);
  await expect.poll(() => width(ada, 'Ben')).toBeGreaterThan(5);
  await staysSo(() => width(ben, 'Ada'), 0);
  await staysSo(() => width(ada, 'Ada (you)'), 0);
});

test('what is done rarely to a person is behind More, and a status is nothing to press', async ({ arrive }) => {
  const { ada } = await twoMeet(arrive);
  await ada.room.peopleButton.click();
  const entry = ada.page.getByRole('complementary', { name: 'People' }).getByRole('listitem').filter({ hasText: 'Ben' });
  await expect(entry.getByRole('button')).toHaveCount(1);
  const more = entry.getByRole('button', { name: 'More for Ben', exact: true });
  await expect(more).toHaveAttribute('aria-expanded', 'false');
  await more.click();
  await expect(entry.getByRole('slider', { name: 'Volume of Ben', exact: true })).toBeVisible();
  await expect(entry.getByRole('button', { name: 'Ask to mute', exact: true })).toBeVisible();
  await more.click();
  await expect(entry.getByRole('button')).toHaveCount(1);
});
