// The same meeting of people who write, on both sides: in Plenum without camera and microphone, and in the peer's page.
import { type Browser, expect, type Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { type Arrival, Person } from '../person.ts';
import { watchDocumentWorker } from './document-worker.ts';
import { openNotes } from './pads.ts';
import { watchWriting } from './writing.ts';
import { copy, type History } from './yjs/history.ts';
import type { YjsServer } from './yjs/server.ts';

/** As many windows as fit on one machine. */
const small = { viewport: { width: 1_024, height: 640 }, reducedMotion: 'reduce' } as const;
/** So many come at once. */
const atOnce = 4;

/** People who see each other's text. */
export interface Side {
  name: 'Plenum' | 'Yjs';
  /** They have met, and each has the text before them and the caret in it; `history` is what was written before. */
  meet: (count: number, history?: History) => Promise<Page[]>;
  leave: () => Promise<void>;
}

export const textOf = (page: Page) => page.locator('.cm-content');

/** Does this for all, some at once. */
async function inGroups<T>(all: T[], act: (one: T, index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += atOnce) {
    await Promise.all(all.slice(from, from + atOnce).map((one, index) => act(one, from + index)));
  }
}

export function plenum(arrive: (options: Arrival) => Promise<Person>): Side {
  const people: Person[] = [];
  return {
    name: 'Plenum',
    meet: async (count, history) => {
      for (let number = 0; number < count; number += 1) {
        const person = await arrive({ ...small, before: watchWriting });
        await watchDocumentWorker(person.page.context(), number === 0 && history !== undefined ? copy(history) : undefined);
        people.push(person);
      }
      const [first, ...others] = people as [Person, ...Person[]];
      const link = await first.startMeeting();
      await first.join('Person 1', { microphone: false, camera: false });
      await inGroups(others, async (person, index) => {
        await person.open(link);
        await person.join(`Person ${index + 2}`, { microphone: false, camera: false });
      });
      await inGroups(people, async (person) => {
        await expect(person.room.tiles).toHaveCount(count, { timeout: 60_000 });
        await openNotes(person);
      });
      return people.map(({ page }) => page);
    },
    leave: async () => {
      await Promise.all(people.splice(0).map(({ page }) => page.context().close()));
    },
  };
}

export function yjs(browser: Browser, server: YjsServer): Side {
  const pages: Page[] = [];
  return {
    name: 'Yjs',
    meet: async (count, history) => {
      const room = randomUUID();
      for (let number = 1; number <= count; number += 1) {
        const context = await browser.newContext(small);
        await context.addInitScript(watchWriting);
        const page = await context.newPage();
        pages.push(page);
        await page.goto(server.url(room, `Person ${number}`));
        await expect(textOf(page)).toBeFocused();
      }
      await inGroups(pages, async (page) => {
        await expect.poll(() => page.evaluate(() => window.yjs.connected()), { timeout: 60_000 }).toBe(count - 1);
        // Once each, since no data channel carries so much in one piece.
        if (history !== undefined) await page.evaluate((update) => window.yjs.apply(update), Buffer.from(history.update).toString('base64'));
      });
      return [...pages];
    },
    leave: async () => {
      await Promise.all(pages.splice(0).map((page) => page.context().close()));
    },
  };
}
