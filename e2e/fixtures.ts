// What every browser test has at hand: a server, people, and at the end the question whether any page complained.
import { test as base, type Browser, chromium, expect, firefox } from '@playwright/test';
import { launchChromium, launchFirefox, type Machine } from './launch.ts';
import { type Arrival, Person } from './person.ts';
import { deployed, Server } from './server.ts';

interface ForTest {
  /** Somebody new with an empty page, in a Chromium where all devices work. */
  arrive: (options?: Arrival) => Promise<Person>;
  /** Somebody new in another browser. */
  arriveIn: (browser: Browser, options?: Arrival) => Promise<Person>;
  /** Another Chromium, on a machine that has its troubles. */
  troubled: (machine: Machine) => Promise<Browser>;
  /** Everybody who arrived. */
  everybody: Person[];
  /** A server for this test alone, to be mistreated. */
  ownServer: Server;
}

interface ForWorker {
  /** The address of the page, ending in a slash. */
  home: string;
  /** An installed Firefox, or `undefined`. */
  installedFirefox: Browser | undefined;
}

export const test = base.extend<ForTest, ForWorker>({
  home: [
    async ({}, use) => {
      if (deployed !== undefined) return use(new URL('/', deployed).href);
      const server = await Server.start();
      await use(server.url);
      await server.stop();
    },
    { scope: 'worker' },
  ],

  installedFirefox: [
    async ({}, use) => {
      const options = launchFirefox();
      const browser = options && (await firefox.launch(options));
      await use(browser);
      await browser?.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  troubled: async ({}, use) => {
    const browsers: Browser[] = [];
    await use(async (machine) => {
      const browser = await chromium.launch(launchChromium(machine));
      browsers.push(browser);
      return browser;
    });
    await Promise.all(browsers.map((browser) => browser.close()));
  },

  // Asks for the browsers only to end before they do.
  everybody: async ({ browser: _browser, troubled: _troubled }, use, info) => {
    const people: Person[] = [];
    await use(people);
    if (info.status !== info.expectedStatus) {
      for (const person of people) {
        console.log(await person.report().catch((error) => `${person.name} cannot say: ${error}`));
      }
    }
    const complaints = people.flatMap((person) => person.complaints.map((complaint) => `${person.name}: ${complaint}`));
    const violations = await Promise.all(
      people.map((person) => person.page.evaluate(() => window.plenumWitness?.violations ?? []).catch(() => [])),
    );
    await Promise.all(people.map((person) => person.page.context().close()));
    expect(complaints, 'no page complains').toEqual([]);
    expect(violations.flat(), 'nothing breaks the content security policy').toEqual([]);
  },

  arriveIn: async ({ home, everybody }, use) => {
    await use(async (browser, options) => {
      const person = await Person.arrive(browser, home, options);
      everybody.push(person);
      return person;
    });
  },

  arrive: async ({ browser, arriveIn }, use) => {
    await use((options) => arriveIn(browser, options));
  },

  ownServer: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },
});

export { expect };
