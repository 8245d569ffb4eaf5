// Sound that behaves: held keys talk, let go they are silent, and nothing but the person's own act gives a microphone back.
import { expect, test } from '../fixtures.ts';
import type { Arrival, Person } from '../person.ts';
import { makeScreen } from '../screen.ts';
import { spacePressesAfterKeys, spaceTalksAfterClicks } from '../space.ts';
import { staysSo } from '../stillness.ts';

/** Ada and Ben are in; Ada's microphone is off, Ben's on. */
async function meeting(arrive: (options?: Arrival) => Promise<Person>): Promise<[Person, Person]> {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { camera: false });
  await ben.join('Ben', { camera: false });
  await ben.expectSounds(1);
  await ada.turn(ada.room.microphone, false);
  await ben.expectSilence();
  // Away from the button, which would take the key for itself.
  await ada.room.microphone.evaluate((button) => (button as HTMLElement).blur());
  return [ada, ben];
}

test('who holds Space is heard, and who lets go is not', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await ada.page.keyboard.down('Space');
  await ben.expectSounds(1);
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'true');
  await expect(ben.room.mutedSign('Ada')).toBeHidden();
  await ada.page.keyboard.up('Space');
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await expect(ben.room.mutedSign('Ada')).toBeVisible();
  await ben.expectSilence();
});

test('after a click with the mouse Space talks while held, and switches nothing', async ({ arrive }) => {
  test.setTimeout(120_000);
  const [ada, ben] = await meeting(() => arrive({ before: makeScreen }));
  await spaceTalksAfterClicks(ada, ben, [ada.room.microphone, ada.room.camera, ada.room.share]);
});

test('a shared screen goes on after Space is let go', async ({ arrive }) => {
  const [ada, ben] = await meeting(() => arrive({ before: makeScreen }));
  await ada.room.share.click();
  await expect(ben.room.screenOf('Ada')).toBeVisible();
  await expect(ada.room.share).toBeFocused();
  await ada.page.keyboard.press('Space');
  await staysSo(() => ada.room.share.getAttribute('aria-pressed'), 'true');
  await expect(ben.room.screenOf('Ada')).toBeVisible();
});

test('a tool that was reached by keyboard is pressed by Space, once', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await spacePressesAfterKeys(ada, ben);
});

test('who holds Space while talking is silent until they let go', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await ada.page.keyboard.press('m');
  await ben.expectSounds(1);
  await ada.page.keyboard.down('Space');
  await ben.expectSilence();
  await ada.page.keyboard.up('Space');
  await ben.expectSounds(1);
});

test('a window that loses the focus closes a held microphone, and the key that comes up late opens nothing', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await ada.page.keyboard.down('Space');
  await ben.expectSounds(1);
  await ada.page.evaluate(() => window.dispatchEvent(new FocusEvent('blur')));
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await ben.expectSilence();
  await ada.page.keyboard.up('Space');
  await expect(ben.room.mutedSign('Ada')).toBeVisible();
  await ben.expectSilence();
});

test('a button held talks until it is let go, wherever the pointer went; a click switches', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await ada.room.microphone.hover();
  await ada.page.mouse.down();
  await ben.expectSounds(1);
  await ada.page.mouse.move(200, 200);
  await ada.page.mouse.up();
  await ben.expectSilence();

  await ada.room.microphone.hover();
  await ada.page.mouse.down();
  await ben.expectSounds(1);
  await ada.page.mouse.up();
  await ben.expectSilence();

  await ada.room.microphone.click();
  await ben.expectSounds(1);
});

test('keys belong to whoever writes, and can be chosen and switched off', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await (await ada.openSettings('Sound')).getByRole('textbox', { name: 'Key to hold: press it here' }).press('t');
  await (await ada.openSettings('Keys')).getByRole('checkbox', { name: 'Use letters as keys' }).uncheck();
  await (await ada.openSettings('You')).getByRole('textbox', { name: 'Your name' }).press('t');
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await ada.page.keyboard.press('Escape');
  await ada.page.keyboard.press('m');
  await ada.page.keyboard.down('t');
  await ben.expectSounds(1);
  await ada.page.keyboard.up('t');
  await ben.expectSilence();

  await ada.page.reload();
  await ada.expectInside();
  await ada.page.keyboard.down('t');
  await ben.expectSounds(1);
});

test('who hears nobody is seen so, hears nothing, and hears again when they want to', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  const aloud = () => ada.page.evaluate(() => window.plenumWitness.voices.filter((voice) => voice.srcObject && !voice.muted).length);
  await expect.poll(aloud).toBe(1);
  await ada.room.peopleButton.click();
  const people = ada.page.getByRole('complementary', { name: 'People' });
  await people.getByRole('button', { name: 'Mute everyone for me' }).click();
  await staysSo(aloud, 0);
  await expect(ben.room.tile('Ada').getByRole('img', { name: 'Hears nobody' })).toBeVisible();
  await ada.page.getByRole('button', { name: 'Hear everybody' }).click();
  await expect.poll(aloud).toBe(1);
  await expect(ben.room.tile('Ada').getByRole('img', { name: 'Hears nobody' })).toBeHidden();

  await people.getByRole('button', { name: 'More for Ben' }).click();
  await people.getByRole('slider', { name: 'Volume of Ben' }).fill('40');
  await expect.poll(() => ada.page.evaluate(() => window.plenumWitness.voices.map((voice) => voice.volume))).toContain(0.4);
  await people.getByRole('button', { name: 'Mute for me' }).click();
  await staysSo(aloud, 0);
});

test('a request to mute is shown with a button, and switches nothing by itself', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await ada.room.peopleButton.click();
  const people = ada.page.getByRole('complementary', { name: 'People' });
  await people.getByRole('button', { name: 'More for Ben' }).click();
  await people.getByRole('button', { name: 'Ask to mute' }).click();
  await ben.expectToRead(/Ada asks you to switch off your microphone/);
  await ada.expectSounds(1);
  await ben.page.getByRole('button', { name: 'Switch off' }).click();
  await expect(ada.room.mutedSign('Ben')).toBeVisible();
  await ada.expectSilence();
});

test('all are asked to mute by one press, see who asks, and stay on', async ({ arrive }) => {
  const [ada, ben, cem] = [await arrive(), await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await ada.room.peopleButton.click();
  const people = ada.page.getByRole('complementary', { name: 'People' });
  const ask = people.getByRole('button', { name: 'Ask all to mute', exact: true });
  await expect(ask, 'there is nobody to ask').toBeDisabled();
  for (const [person, name] of [[ben, 'Ben'], [cem, 'Cem']] as const) {
    await person.open(link);
    await person.join(name, { camera: false });
  }
  await ada.expectSounds(2);
  await ask.click();
  await expect(ada.page.getByText('Everybody whose microphone is on has been asked to switch it off.')).toBeVisible();
  for (const person of [ben, cem]) await person.expectToRead(/Ada asks you to switch off your microphone/);
  await ada.expectSounds(2);
  await ben.page.getByRole('button', { name: 'Switch off', exact: true }).click();
  await ada.expectSounds(1);
});

test('who talks while off is told, and nobody hears it', async ({ arrive }) => {
  // The fake voice is a hum, which browsers take for noise and take out.
  const before = () => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const raw = { noiseSuppression: false, echoCancellation: false, autoGainControl: false };
    navigator.mediaDevices.getUserMedia = (constraints) => open(constraints?.audio ? { audio: raw } : constraints);
  };
  const [ada, ben] = await meeting(() => arrive({ before }));
  await ada.expectToRead(/talking, but your microphone is off/);
  await ben.expectSilence();
});

test('a microphone that brings nothing is told, and another one offered', async ({ arrive }) => {
  const ada = await arrive({
    before: () => {
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      let first = true;
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        if (!first) return open(constraints);
        first = false;
        return new AudioContext().createMediaStreamDestination().stream;
      };
    },
  });
  await ada.startMeeting();
  await ada.join('Ada', { camera: false });
  const silent = ada.page.getByText('Your microphone is silent');
  await expect(silent).toBeVisible();
  await ada.page.getByRole('button', { name: /^Use / }).click();
  await expect(silent).toBeHidden();
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'true');
});

test('a microphone that is off keeps no sound running while nobody could be told anything of it', async ({ arrive }) => {
  const ada = await arrive({
    before: () => {
      const contexts: AudioContext[] = [];
      Object.assign(window, { plenumContexts: contexts });
      window.AudioContext = class extends AudioContext {
        constructor() {
          super();
          contexts.push(this);
        }
      };
    },
  });
  const states = () => ada.page.evaluate(() => (window as unknown as { plenumContexts: AudioContext[] }).plenumContexts.map((context) => context.state));
  await ada.startMeeting();
  await ada.turn(ada.lobby.microphone, true);
  await expect.poll(states).toEqual(['running']);
  await ada.turn(ada.lobby.microphone, false);
  await staysSo(states, ['suspended']);
  await ada.join('Ada', { microphone: true, camera: false });
  await staysSo(states, ['running']);
  await ada.expectToRead(/Invite|call the others/);
  await ada.turn(ada.room.microphone, false);
  await staysSo(states, ['suspended']);
  // The tone when somebody comes needs it for a moment; then whoever talks while off is told.
  const ben = await arrive();
  await ben.open(ada.page.url());
  await ben.join('Ben', { microphone: false, camera: false });
  await expect.poll(states).toEqual(['running']);
  await ben.leave();
  await staysSo(states, ['suspended']);
  await ada.leave();
  await staysSo(states, ['suspended']);
});
