// Many who write into one line, in thousands of histories drawn from seeds: what is late, and how late, is another thing in each.
import type { Page } from '@playwright/test';
import type { Change, Editor, Options } from '../../frontend/editor/src/api.ts';

/** What came of histories. */
export interface Told {
  /** What went wrong, with the seed of the history: of the first few. */
  faults: string[];
  /** Letters that were typed. */
  typed: number;
  /** Edits that were of no use, since something else came first. */
  overtaken: number;
  /** Openings while something was typed. */
  openings: number;
  /** Workers that died. */
  deaths: number;
}

/**
 * Runs histories in a page that serves the bundle, with a clock of their own. In most of them every letter is another one and stands at
 * the end of its writer's, so that one too many, one too few and one in the wrong place are all seen. In others all write the same.
 */
export function writeInHistories(page: Page, from: number, to: number): Promise<Told> {
  return page.evaluate(histories, [from, to] as const);
}

/** Runs in the page. */
async function histories([from, to]: readonly [number, number]): Promise<Told> {
  const address = '/editor.js';
  const { open } = (await import(address)) as { open(parent: HTMLElement, options: Options): Editor };
  const told: Told = { faults: [], typed: 0, overtaken: 0, openings: 0, deaths: 0 };

  let [now, timer] = [0, 0];
  const timers = new Map<number, { at: number; act: () => void }>();
  const real = { setTimeout: window.setTimeout, clearTimeout: window.clearTimeout };
  const waits = (act: () => void, ms = 0): number => {
    timers.set((timer += 1), { at: now + Math.max(0, ms), act });
    return timer;
  };
  Object.assign(window, { setTimeout: waits, clearTimeout: (one: number) => void timers.delete(one) });
  performance.now = () => now;
  const passes = (ms: number) => {
    now += ms;
    for (const [one, { at, act }] of [...timers].sort(([, a], [, b]) => a.at - b.at)) {
      if (at <= now && timers.delete(one)) act();
    }
  };

  const patched = (text: string, changes: readonly Change[]) =>
    [...changes].reverse().reduce((after, { from, to, insert }) => after.slice(0, from) + insert + after.slice(to), text);

  const history = (seed: number): string | undefined => {
    // Xorshift, from a seed that is spread over all bits.
    let random = Math.imul(seed + 1, 0x9e3779b1);
    const below = (end: number) => {
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      return (random >>> 0) % end;
    };
    let [text, letters] = ['', 0];

    // Everybody has a worker, and all workers have the same text at once: what is late is what pages and workers tell each other. It
    // comes in order. Of two workers no versions are the same, nor of what was opened before and after.
    const people = [0, 1, 2].map((index) => ({
      index,
      version: below(2 ** 20) * 2 ** 20,
      isOpen: true,
      toWorker: [] as (() => void)[],
      toPage: [] as (() => void)[],
      typed: '',
      editor: undefined as Editor | undefined,
    }));
    type Person = (typeof people)[number];
    const asks = (person: Person) => {
      person.toWorker.push(() => {
        person.isOpen = true;
        person.version += 1;
        const [version, all] = [person.version, text];
        person.toPage.push(() => person.editor!.reset(version, all));
      });
    };
    const edits = (by: Person, version: number, changes: Change[]) => {
      // Nothing is said to it: what came first is on its way to the page.
      if (version !== by.version) return void (told.overtaken += 1);
      // It is refused, as by a pad that is full.
      if (below(40) === 0) return void by.toPage.push(() => asks(by));
      text = patched(text, changes);
      for (const person of people) {
        const [version, own] = [(person.version += 1), person === by];
        if (!person.isOpen) continue;
        person.toPage.push(() => {
          if (!person.editor!.receive(version, own ? [] : changes, own)) asks(person);
        });
      }
    };
    // What it has said is heard, and what it was told is lost.
    const dies = (person: Person) => {
      told.deaths += 1;
      [person.isOpen, person.version, person.toWorker] = [false, below(2 ** 20) * 2 ** 20, []];
      person.toPage.push(() => asks(person));
    };

    for (const person of people) {
      person.editor = open(document.createElement('div'), {
        text,
        version: person.version,
        labels: { name: 'Notes' },
        onPush: (version, changes) => person.toWorker.push(() => edits(person, version, changes)),
        onCursor: () => undefined,
        onUndo: () => undefined,
        onRedo: () => undefined,
      });
    }
    // In every second history nothing is wrong but the time.
    const calm = below(2) === 0;
    const alike = below(4) === 0;
    const slow = people.map(() => 1 + below(6));
    for (let step = 0; step < 150; step += 1) {
      const person = people[below(people.length)]!;
      const what = below(100);
      if (what < 25) {
        const letter = alike ? 'c' : String.fromCharCode(0x4e00 + letters);
        [letters, person.typed] = [letters + 1, person.typed + letter];
        person.editor!.insert(letter);
      } else if (what < 55) {
        if (below(slow[person.index]!) === 0) person.toWorker.shift()?.();
      } else if (what < 85) {
        if (below(slow[person.index]!) === 0) person.toPage.shift()?.();
      } else if (what < 98 || calm) {
        passes(1 + below(20));
      } else if (what < 99) {
        told.openings += 1;
        asks(person);
      } else dies(person);
    }
    for (let turn = 0; turn < 1_000; turn += 1) {
      passes(50);
      if (people.every(({ toWorker, toPage }) => toWorker.length + toPage.length === 0) && turn > 10) break;
      for (const { toWorker, toPage } of people) {
        for (const queue of [toWorker, toPage]) while (queue.length > 0) queue.shift()!();
      }
    }
    told.typed += letters;
    const texts = people.map(({ editor }) => editor!.text());
    for (const { editor } of people) void editor!.close();
    if (texts.some((one) => one !== text)) return `they read ${JSON.stringify(texts)}, and it is ${JSON.stringify(text)}`;
    const all = people.map(({ typed }) => typed).join('');
    const sorted = (one: string) => [...one].sort().join('');
    if (sorted(text) !== sorted(all)) return `${text.length} letters instead of ${all.length}`;
    const inOrder = alike || people.every(({ typed }) => [...text].filter((letter) => typed.includes(letter)).join('') === typed);
    return inOrder ? undefined : 'letters are not in their order';
  };

  for (let seed = from; seed < to; seed += 1) {
    const fault = history(seed);
    if (fault !== undefined && told.faults.length < 5) told.faults.push(`history ${seed}: ${fault}`);
  }
  Object.assign(window, real);
  return told;
}
