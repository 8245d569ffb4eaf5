// A page whose app has died must not go on sending: it falls silent first, then offers to reload.
import { expect, test } from '../fixtures.ts';
import { twoMeet } from '../person.ts';
import { staysSo } from '../stillness.ts';

test('a panic stops everything that is sent at once, and one reload brings the person back', async ({ arrive }) => {
  const { ada, ben } = await twoMeet(arrive);
  // Camera, microphone, and the copy of the microphone that the meter listens to.
  expect(await ada.page.evaluate(() => window.plenumWitness.tracks.filter((track) => track.readyState === 'live').length)).toBe(3);

  // What a browser reports when wasm traps. It happens within this very call, long before a second is over.
  const left = await ada.page.evaluate(() => {
    const error = new WebAssembly.RuntimeError('unreachable');
    window.dispatchEvent(new ErrorEvent('error', { error, message: `Uncaught RuntimeError: ${error.message}` }));
    const { connections, tracks } = window.plenumWitness;
    return {
      tracks: tracks.filter((track) => track.readyState === 'live').length,
      connections: connections.filter((connection) => connection.signalingState !== 'closed').length,
    };
  });
  expect(left).toEqual({ tracks: 0, connections: 0 });
  // Nor does it begin anything: no line to the server, no connection to anybody.
  const asked = ada.asked.length;
  await Promise.all([ben.expectSilenceAndDark(), ada.expectNoDevice(), staysSo(async () => ada.asked.length, asked)]);

  const reload = ada.page.getByRole('button', { name: ada.words.reload, exact: true });
  await expect(reload).toBeVisible();
  ada.forgive(/RuntimeError/);
  await reload.click();
  await ada.expectInside();
  await ada.expectMovingPictures(1);
  await ben.room.expectPeople('Ada', 'Ben (you)');
  await ada.turn(ada.room.microphone, true);
  await ben.expectSounds(1);
});
