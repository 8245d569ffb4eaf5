// Keys of headsets and buttons of small windows (W3C Media Session) do what the toolbar does.
import { expect, test } from '../fixtures.ts';
import type { Person } from '../person.ts';
import { staysSo } from '../stillness.ts';

declare global {
  interface Window {
    /** What hears of which key, and what is shown as on. */
    plenumKeys: { hears: Map<string, () => void>; microphone?: boolean; camera?: boolean };
  }
}

/** In the page, before the page: keys that a test can press. */
function catchKeys(): void {
  window.plenumKeys = { hears: new Map() };
  MediaSession.prototype.setActionHandler = (action, handler) => {
    if (handler === null) window.plenumKeys.hears.delete(action);
    else window.plenumKeys.hears.set(action, handler as () => void);
  };
  MediaSession.prototype.setMicrophoneActive = async (active) => void (window.plenumKeys.microphone = active);
  MediaSession.prototype.setCameraActive = async (active) => void (window.plenumKeys.camera = active);
}

const press = (person: Person, action: string) => person.page.evaluate((action) => window.plenumKeys.hears.get(action)?.(), action);
const shown = (person: Person) => person.page.evaluate(() => [window.plenumKeys.microphone, window.plenumKeys.camera]);
const heard = (person: Person) => person.page.evaluate(() => [...window.plenumKeys.hears.keys()].sort());

test('keys switch microphone and camera, end the call, and nothing once it has ended', async ({ arrive }) => {
  const ada = await arrive({ before: catchKeys });
  await ada.startMeeting();
  await staysSo(() => heard(ada), []);
  await ada.join('Ada', { microphone: false, camera: false });
  await expect.poll(() => heard(ada)).toEqual(['hangup', 'togglecamera', 'togglemicrophone']);
  await expect.poll(() => shown(ada)).toEqual([false, false]);
  await press(ada, 'togglemicrophone');
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => shown(ada)).toEqual([true, false]);
  await press(ada, 'togglecamera');
  await expect.poll(() => shown(ada)).toEqual([true, true]);
  await press(ada, 'togglemicrophone');
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await press(ada, 'hangup');
  await expect(ada.comeBackButton).toBeVisible();
  await staysSo(() => heard(ada), []);
});
