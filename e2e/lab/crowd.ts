// Strangers who hold the link come and go while three people talk: what the three hear and keep of it.
import { expect } from '@playwright/test';
import { all, type Arrival, Person } from '../person.ts';
import { openConnections } from '../witness.ts';
import { forget, listen, silences } from './ears.ts';
import { heapBytes, weigh } from './heap.ts';
import { pause } from './load.ts';
import { Visitor } from './visitor.ts';

/** The longest silence of anybody, milliseconds. */
const longestSilence = 200;
/** A page may hold so much more afterwards, bytes. */
const moreHeap = 10 * 1024 * 1024;
/** Most look in and go. One of each ten stays long enough for the pages to try to reach them. Seconds. */
const [shortStay, longStay, oneIn] = [0.3, 6, 10];
/** The server counts arrivals of each address: a crowd comes from many. */
const addresses = 250;
/** Three people have three machines, and here they share one: small pages, so that its cores are not what is measured. */
const small = { viewport: { width: 480, height: 360 }, reducedMotion: 'reduce', before: listen } as const;

/** Three talk while so many come, one each so many seconds, and go. */
export async function talkWhileOthersComeAndGo(arrive: (options: Arrival) => Promise<Person>, count: number, everySeconds: number): Promise<void> {
  const people: Person[] = [];
  for (let number = 0; number < 3; number += 1) {
    const person = await arrive(small);
    await weigh(person.page.context());
    people.push(person);
  }
  const [ada, ben, cem] = people as [Person, Person, Person];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  for (const [person, name] of [[ben, 'Ben'], [cem, 'Cem']] as const) {
    await person.open(link);
    await person.join(name);
  }
  await all(people, (person) => person.expectToSeeAndHear(2));
  // A few first, so that everything which is made once is there before it is weighed.
  await comeAndGo(link, oneIn, everySeconds, 0);
  const before = new Map<Person, number>();
  await all(people, async (person) => void before.set(person, await heapBytes(person.page)));
  await all(people, ({ page }) => forget(page));

  const crowd = comeAndGo(link, count, everySeconds, oneIn);
  await all(people, ({ room }) => expect(room.tile(nameOf(oneIn))).toBeVisible());
  await crowd;
  await all(people, async (person) => {
    const { name, page, room } = person;
    const heard = Object.values(await silences(page));
    await expect(room.tiles).toHaveCount(people.length);
    await expect.poll(() => openConnections(page)).toBe(people.length - 1);
    const more = (await heapBytes(page)) - before.get(person)!;
    console.log(`${name}: longest silence ${Math.max(...heard).toFixed(0)} ms, ${(more / 1024 / 1024).toFixed(1)} MiB more`);
    expect(heard.length, 'both others are heard').toBe(people.length - 1);
    expect(Math.max(...heard), 'longest silence, ms').toBeLessThanOrEqual(longestSilence);
    expect(more, 'bytes more than before').toBeLessThanOrEqual(moreHeap);
  });
  await all(people, (person) => person.expectToSeeAndHear(2));
}

/** So many come one after the other, numbered from here, and each has gone when this ends. */
async function comeAndGo(link: string, count: number, everySeconds: number, from: number): Promise<void> {
  const visits: Promise<void>[] = [];
  for (let number = from; number < from + count; number += 1) {
    visits.push(visit(link, number));
    await pause(everySeconds);
  }
  await Promise.all(visits);
}

function nameOf(number: number): string {
  return `Visitor ${number + 1}`;
}

async function visit(link: string, number: number): Promise<void> {
  const visitor = new Visitor(link);
  await visitor.arrive(`127.0.1.${1 + (number % addresses)}`);
  visitor.enter(nameOf(number));
  await pause(number % oneIn === 0 ? longStay : shortStay);
  await visitor.leave();
}
