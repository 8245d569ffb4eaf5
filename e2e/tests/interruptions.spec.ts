// A phone call or a locked screen, as iPhones have them, made by hand: the microphone, the sound of the page and what plays.
import { expect, test } from '../fixtures.ts';
import type { Arrival, Person } from '../person.ts';
import { staysSo } from '../stillness.ts';

declare global {
  interface Window {
    /** What the page's sound says of itself; `undefined`: the truth. */
    plenumState: string | undefined;
    plenumContexts: AudioContext[];
    plenumHidden: boolean;
    /** How often a microphone was asked for. */
    plenumAsked: number;
    plenumRefuse: boolean;
    /** How loud the microphone is, 0 for nothing at all. */
    plenumVoice: GainNode[];
    plenumEar: AnalyserNode;
  }
}

/** Runs in the page, before the page: its sound, its visibility and its microphone do as the test says. */
function interruptible(): void {
  const Context = window.AudioContext;
  window.plenumContexts = [];
  window.AudioContext = class extends Context {
    constructor() {
      super();
      window.plenumContexts.push(this);
    }

    override get state(): AudioContextState {
      return (window.plenumState as AudioContextState | undefined) ?? super.state;
    }

    override async resume(): Promise<void> {
      await super.resume();
      if (window.plenumState === undefined || window.plenumHidden) return;
      window.plenumState = undefined;
      this.dispatchEvent(new Event('statechange'));
    }
  };
  window.plenumHidden = false;
  Object.defineProperty(document, 'visibilityState', { get: () => (window.plenumHidden ? 'hidden' : 'visible') });
  window.plenumAsked = 0;
  window.plenumVoice = [];
  navigator.mediaDevices.getUserMedia = async () => {
    window.plenumAsked += 1;
    if (window.plenumRefuse) throw new DOMException('a call', 'NotReadableError');
    const sound = new Context();
    const [tone, voice, out] = [sound.createOscillator(), sound.createGain(), sound.createMediaStreamDestination()];
    tone.connect(voice).connect(out);
    tone.start();
    window.plenumVoice.push(voice);
    const [track] = out.stream.getAudioTracks();
    // A microphone without a name, so that nobody misses it in the list of devices.
    track!.getSettings = () => ({});
    window.plenumWitness.tracks.push(track!);
    return out.stream;
  };
}

/** The page can be seen, or not. */
async function show(person: Person, visible: boolean): Promise<void> {
  await person.page.evaluate((visible) => {
    window.plenumHidden = !visible;
    document.dispatchEvent(new Event('visibilitychange'));
  }, visible);
}

/** The track that the page got last does this. */
async function track(person: Person, event: 'mute' | 'unmute' | 'ended'): Promise<void> {
  await person.page.evaluate((event) => {
    const microphone = window.plenumWitness.tracks.filter((track) => track.kind === 'audio' && track.readyState === 'live')[0];
    if (event === 'ended') microphone?.stop();
    microphone?.dispatchEvent(new Event(event));
  }, event);
}

async function interrupt(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    window.plenumState = 'interrupted';
    for (const context of window.plenumContexts) context.dispatchEvent(new Event('statechange'));
  });
}

function asked(person: Person): Promise<number> {
  return person.page.evaluate(() => window.plenumAsked);
}

async function meeting(arrive: (options?: Arrival) => Promise<Person>): Promise<[Person, Person]> {
  const [ada, ben] = [await arrive({ before: interruptible }), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { camera: false });
  await ben.join('Ben', { camera: false });
  await ben.expectSounds(1);
  return [ada, ben];
}

test('a call takes the microphone: the others see so, and hear again when it is given back', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await track(ada, 'mute');
  await expect(ben.room.mutedSign('Ada')).toBeVisible();
  await ada.expectToRead(/Your device has silenced your microphone, for a phone call or by a mute switch, and nobody hears you/);
  await track(ada, 'unmute');
  await expect(ben.room.mutedSign('Ada')).toBeHidden();
  await ben.expectSounds(1);
  // The same track goes on.
  await staysSo(() => asked(ada), 1);
});

test('a call ends the microphone: whoever was on is on again when the page is back', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await show(ada, false);
  await interrupt(ada);
  await track(ada, 'mute');
  await track(ada, 'ended');
  await expect(ben.room.mutedSign('Ada')).toBeVisible();
  // Nothing opens while nobody looks.
  await staysSo(() => asked(ada), 1);

  await show(ada, true);
  await expect(ben.room.mutedSign('Ada')).toBeHidden();
  await ben.expectSounds(1);
  await staysSo(() => asked(ada), 2);
  expect(await ada.page.evaluate(() => window.plenumState), 'the sound of the page runs again').toBe(undefined);
});

test('what comes back silent is opened anew, and only for those who were on', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  const loudest = () =>
    ada.page.evaluate(() => {
      const samples = new Float32Array(window.plenumEar.fftSize);
      window.plenumEar.getFloatTimeDomainData(samples);
      return Math.max(...samples.map(Math.abs));
    });
  const lock = async () => {
    // An ear of the test's own, where the page has its ear: at the copy that hears while the microphone is off, too.
    await ada.page.evaluate(() => {
      const [sound] = window.plenumContexts;
      const copy = window.plenumWitness.tracks.filter((track) => track.kind === 'audio' && track.readyState === 'live').at(-1);
      window.plenumEar = sound!.createAnalyser();
      sound!.createMediaStreamSource(new MediaStream([copy!])).connect(window.plenumEar);
    });
    await expect.poll(loudest).toBeGreaterThan(0);
    await show(ada, false);
    await ada.page.evaluate(() => window.plenumVoice.forEach((voice) => (voice.gain.value = 0)));
    await staysSo(loudest, 0, { forMs: 500 });
    await show(ada, true);
  };
  await lock();
  await expect.poll(() => asked(ada)).toBe(2);
  await ben.expectSounds(1);

  await ada.turn(ada.room.microphone, false);
  await lock();
  // The dead one is let go of, and no other is asked for.
  await ada.expectNoDevice();
  await staysSo(() => asked(ada), 2);
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await ada.turn(ada.room.microphone, true);
  await ben.expectSounds(1);
});

test('a microphone that does not come back is off and says so, with a button', async ({ arrive }) => {
  const [ada, ben] = await meeting(arrive);
  await show(ada, false);
  await track(ada, 'ended');
  await ada.page.evaluate(() => (window.plenumRefuse = true));
  await show(ada, true);
  await ada.expectToRead(/did not come back after the interruption/);
  await expect(ada.room.microphone).toHaveAttribute('aria-pressed', 'false');
  await expect(ben.room.mutedSign('Ada')).toBeVisible();

  await ada.page.evaluate(() => (window.plenumRefuse = false));
  await ada.page.getByRole('button', { name: 'Turn on', exact: true }).click();
  await ben.expectSounds(1);
  await expect(ada.page.getByText(/did not come back/)).toBeHidden();
});

test('what a call has paused plays again, and where that needs a tap, it is asked for', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ before: interruptible }), await arrive()];
  await ben.open(await ada.startMeeting());
  await ada.join('Ada', { camera: false });
  await ben.join('Ben');
  await ada.expectToSeeAndHear(1);
  const playing = (playing: boolean) =>
    expect
      .poll(() =>
        ada.page.evaluate(() =>
          [...window.plenumWitness.voices, ...document.querySelectorAll('video')].filter((media) => media.srcObject).map((media) => !media.paused),
        ),
      )
      .toEqual([playing, playing]);
  const pause = () =>
    ada.page.evaluate(() => {
      for (const media of [...window.plenumWitness.voices, ...document.querySelectorAll('video')]) media.pause();
    });
  await playing(true);
  await pause();
  await playing(true);

  await show(ada, false);
  await pause();
  await playing(false);
  await ada.page.evaluate(() => {
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = async () => {
      HTMLMediaElement.prototype.play = play;
      throw new DOMException('not without a tap', 'NotAllowedError');
    };
  });
  await show(ada, true);
  await ada.page.getByRole('button', { name: 'Tap to hear the others' }).click();
  await playing(true);
  await expect(ada.page.getByRole('button', { name: 'Tap to hear the others' })).toBeHidden();
});
