// The room document runs in a worker of its own: it comes when people have met, and may die while they talk.
import type { Worker } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { all, type Person, twoMeet } from '../person.ts';
import { staysSo } from '../stillness.ts';

declare global {
  interface Window {
    /** What the newest of them was asked, and how much of that it has answered. */
    documentWorker?: { asked: number; answered: number };
  }
}

const script = /\/document-worker\.js$/;
/** All that it consists of, where browsers may keep it for ever. */
const parts = /\/app-[0-9a-f]{16}\/(?:document(?:-worker\.js|\.js|_bg\.wasm)|split_document\.wasm)$/;
/** A worker that hangs counts as dead after ten seconds. */
const deadWithin = 30_000;

/** Runs in the page, before the page. */
function count(): void {
  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(address, options);
      if (!String(address).endsWith('/document-worker.js')) return;
      const counted = { asked: 0, answered: 0 };
      window.documentWorker = counted;
      this.addEventListener('message', ({ data }) => {
        if (data.asked === true) counted.answered++;
      });
      const ask = this.postMessage.bind(this);
      this.postMessage = (message: unknown, transfer: StructuredSerializeOptions | Transferable[] = []) => {
        counted.asked++;
        ask(message, transfer as Transferable[]);
      };
    }
  };
}

const running = (person: Person): Worker[] => person.page.workers().filter((worker) => script.test(worker.url()));
const fetched = (person: Person): string[] => person.asked.filter((address) => /document/.test(new URL(address).pathname));

/** One document runs, and answers all it is asked: it was opened, told who is here, who can be reached, and what they say. */
async function expectDocument(person: Person): Promise<Worker> {
  await expect.poll(() => running(person).length).toBe(1);
  // At one moment: so much was asked, and nothing of it is without an answer.
  const answersAll = () =>
    person.page.evaluate(() => {
      const { asked, answered } = window.documentWorker ?? { asked: 0, answered: 0 };
      return answered >= 4 && asked === answered;
    });
  await expect.poll(answersAll).toBe(true);
  return running(person)[0]!;
}

/** Another one runs in the place of this one. */
async function expectAnother(person: Person, than: Worker, timeout?: number): Promise<void> {
  await expect.poll(() => running(person).filter((worker) => worker !== than).length, { timeout }).toBe(1);
  expect(await expectDocument(person)).not.toBe(than);
}

test('the room document is fetched when people have met, from the folder of this build, and its workers answer', async ({ arrive }) => {
  const [ada, ben] = [await arrive({ before: count }), await arrive({ before: count })];
  const link = await ada.startMeeting();
  await ben.open(link);
  await all([ada, ben], (person) => staysSo(async () => fetched(person), []));
  await ada.join('Ada');
  await ben.join('Ben');
  await all([ada, ben], async (person) => {
    await expectDocument(person);
    expect(fetched(person).filter((address) => !parts.test(address))).toEqual([]);
    expect(new Set(fetched(person)).size).toBe(4);
    await person.expectToSeeAndHear(1);
  });

  await ben.leave();
  await staysSo(async () => running(ben), []);
});

test('a room document that dies is started anew, and sound and picture go on', async ({ arrive }) => {
  const { ada, ben } = await twoMeet((options) => arrive({ before: count, ...options }));
  const first = await expectDocument(ben);
  await Promise.all([
    ben.expectSoundPackets(1),
    ben.expectPicturesOnTheWay(1),
    first.evaluate(() => void setTimeout(() => { throw new Error('on purpose'); })).then(() => expectAnother(ben, first)),
  ]);
  await all([ada, ben], (person) => person.expectToSeeAndHear(1));
  await ada.room.expectPeople('Ada (you)', 'Ben');
  ben.forgive(/on purpose/);
});

test('a room document that hangs is started anew as well', async ({ arrive }) => {
  const { ada, ben, link } = await twoMeet((options) => arrive({ before: count, ...options }));
  const first = await expectDocument(ben);
  await first.evaluate(() => void setTimeout(() => { for (;;); }));
  // It is to be told of somebody.
  const cem = await arrive();
  await cem.open(link);
  await cem.join('Cem', { camera: false });
  await expectAnother(ben, first, deadWithin);
  await all([ada, ben], (person) => person.expectSounds(2));
});
