// Playing a video or sound file to everybody, from the computer of one of them.
import type { Locator } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';
import { staysSo } from '../stillness.ts';

/** Four seconds of a moving square with a tone, made by the browser itself. */
async function film(person: Person): Promise<Buffer> {
  const text = await person.page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const pen = canvas.getContext('2d')!;
    const sound = new AudioContext();
    const [tone, out] = [sound.createOscillator(), sound.createMediaStreamDestination()];
    tone.connect(out);
    tone.start();
    const recorder = new MediaRecorder(new MediaStream([...canvas.captureStream(15).getTracks(), ...out.stream.getTracks()]));
    const parts: Blob[] = [];
    recorder.addEventListener('dataavailable', (event) => parts.push(event.data));
    const stopped = new Promise((done) => recorder.addEventListener('stop', done));
    recorder.start();
    await new Promise<void>((done) => {
      let turn = 0;
      const drawing = setInterval(() => {
        pen.fillStyle = '#f4f1ea';
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.fillStyle = '#1d6b52';
        pen.fillRect((turn * 8) % canvas.width, 60, 60, 60);
        turn += 1;
        if (turn < 60) return;
        clearInterval(drawing);
        done();
      }, 66);
    });
    recorder.stop();
    await stopped;
    await sound.close();
    const reader = new FileReader();
    const read = new Promise((done) => reader.addEventListener('load', done));
    reader.readAsDataURL(new Blob(parts));
    await read;
    return (reader.result as string).split(',')[1]!;
  });
  return Buffer.from(text, 'base64');
}

async function play(person: Person, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  const chooser = person.page.waitForEvent('filechooser');
  await person.room.tool('Play a file').click();
  await (await chooser).setFiles({ name, mimeType, buffer });
}

function player(person: Person): Locator {
  return person.room.tile('Your file').locator('video');
}

test('a film is played to everybody with its sound, can be paused, and ends with its last picture', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  const movie = await film(ada);
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.join('Ben', { microphone: false, camera: false });

  await play(ada, 'film.webm', 'video/webm', movie);
  await expect(ada.page.getByText('You are playing a file to everybody.')).toBeVisible();
  // Round and round, for as long as this test looks at it.
  await player(ada).evaluate((video: HTMLVideoElement) => (video.loop = true));
  await ben.expectMovingPictures(1);
  await ben.expectSounds(1);
  await expect(ben.room.screenOf('Ada').locator('video')).toBeVisible();

  await player(ada).evaluate((video: HTMLVideoElement) => {
    video.loop = false;
    video.currentTime = 0;
  });
  await expect(ben.room.screenOf('Ada')).toHaveCount(0);
  await expect(ada.page.getByText('You are playing a file to everybody.')).toBeHidden();
  await expect(ada.room.share).toHaveAttribute('aria-pressed', 'false');
});

test('a sound file is heard by everybody and says that there is nothing to see, and leaving ends it', async ({ arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { microphone: false, camera: false });
  await ben.join('Ben', { microphone: false, camera: false });

  const sound = await readFile(join(import.meta.dirname, '..', 'results', 'media', 'microphone.wav'));
  await play(ada, 'song.wav', 'audio/wav', sound);
  await player(ada).evaluate((video: HTMLVideoElement) => (video.loop = true));
  await ben.expectSounds(1);
  await expect(ben.room.soundOf('Ada')).toContainText('Ada is playing a sound file.');
  await expect(ben.room.soundOf('Ada').locator('video')).toBeHidden();
  // What cannot be seen takes no stage.
  await staysSo(() => ben.room.participants.locator('.large').count(), 0);
  const [face, tune] = [await ben.room.tile('Ada').boundingBox(), await ben.room.soundOf('Ada').boundingBox()];
  expect([tune?.width, tune?.height]).toEqual([face?.width, face?.height]);
  await ben.expectDark();

  await ada.leave();
  await ben.expectSilence();
});

test('a file that no browser can play is said, and a closed chooser is no trouble', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  await play(ada, 'minutes.mp4', 'video/mp4', Buffer.from('not a film'));
  await expect(ada.page.getByText('This browser cannot play that file.')).toBeVisible();
  await expect(ada.room.share).toHaveAttribute('aria-pressed', 'false');
});

test('a film whose picture cannot be shown is played as sound, and that is explained', async ({ arrive }) => {
  const ada = await arrive();
  await ada.startMeeting();
  await ada.join('Ada', { microphone: false, camera: false });
  // The picture's codec under a name that no browser knows (Matroska, "CodecID").
  const unknown = Buffer.from((await film(ada)).toString('latin1').replace(/V_(VP8|VP9|AV1)/, 'V_XXX'), 'latin1');
  await play(ada, 'film.webm', 'video/webm', unknown);
  await expect(player(ada)).toBeVisible();
  await ada.expectToRead(/everybody only hears it: this browser can show no picture of it/);
});
