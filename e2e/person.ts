// Somebody at a meeting: a browser context with its page, what they can do there, and what reaches them.
import { type Browser, type BrowserContextOptions, expect, type Locator, type Page } from '@playwright/test';
import { Lobby } from './pages/lobby.ts';
import { Room } from './pages/room.ts';
import { StartPage } from './pages/start.ts';
import { english, type Words } from './pages/words.ts';
import { growsExactly, type Interval, staysSilent, staysSo } from './stillness.ts';
import { incoming, Meter, watch } from './witness.ts';

export interface Arrival extends BrowserContextOptions {
  words?: Words;
  /** Where the page is, if not on the server that all tests share. */
  at?: string;
  /** Runs in the page before anything of the page does, with what it is told. */
  before?: (told: string) => void;
  /** What that is told; nothing unless said. */
  told?: string;
}

export interface Devices {
  microphone?: boolean;
  camera?: boolean;
}

/**
 * What browsers say of a server that is away, which is not the page's fault: of its WebSocket, and of a chunk that is fetched
 * just then (`wasm_split` puts that into the console, and the page asks again).
 */
const away =
  /WebSocket connection to|net::ERR_CONNECTION|can.t establish a connection|^TypeError: (Failed to fetch|NetworkError)[^]*__wasm_split/i;

export class Person {
  readonly start: StartPage;
  readonly lobby: Lobby;
  readonly room: Room;
  readonly comeBackButton: Locator;
  /** Every address the page asked, WebSockets included. */
  readonly asked: string[] = [];
  /** What the page said in its console that no page should. */
  readonly complaints: string[] = [];
  name = '';

  private constructor(
    readonly page: Page,
    private readonly url: string,
    readonly words: Words,
  ) {
    this.start = new StartPage(page, words);
    this.lobby = new Lobby(page, words);
    this.room = new Room(page, words);
    this.comeBackButton = page.getByRole('button', { name: words.comeBack, exact: true });
    page.context().on('request', (request) => this.asked.push(request.url()));
    page.on('websocket', (socket) => this.asked.push(socket.url()));
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !away.test(message.text())) this.complaints.push(message.text());
    });
  }

  /** A new person with an empty page, on a machine of their own as far as the browser can tell. */
  static async arrive(browser: Browser, home: string, { words = english, at = home, before, told = '', ...options }: Arrival = {}): Promise<Person> {
    const context = await browser.newContext(options);
    await context.addInitScript(watch);
    if (before !== undefined) await context.addInitScript(before, told);
    return new Person(await context.newPage(), at, words);
  }

  /** Opens the start page. */
  async visit(): Promise<void> {
    await this.page.goto(this.url);
    await expect(this.start.startButton).toBeVisible();
  }

  /** Makes a meeting and stays in its lobby. Returns its link. */
  async startMeeting(): Promise<string> {
    await this.visit();
    await this.start.startButton.click();
    await expect(this.lobby.joinButton).toBeVisible();
    // The lobby is there at once, its link when what makes links has come.
    await expect(this.page).toHaveURL(/#./);
    return this.page.url();
  }

  /** Opens a link up to its lobby. */
  async open(link: string): Promise<void> {
    await this.page.goto(link);
    await expect(this.lobby.joinButton).toBeVisible();
  }

  /** Goes in from the lobby, with camera and microphone if not told otherwise. */
  async join(name: string, devices: Devices = {}): Promise<void> {
    await this.prepare(name, devices);
    await this.lobby.joinButton.click();
    await this.expectInside();
  }

  /** Makes everything ready in the lobby. */
  async prepare(name: string, { microphone = true, camera = true }: Devices = {}): Promise<void> {
    await this.lobby.nameBox.fill(name);
    await this.turn(this.lobby.microphone, microphone);
    await this.turn(this.lobby.camera, camera);
    this.name = name;
  }

  async expectInside(): Promise<void> {
    await expect(this.room.ownTile(this.name)).toBeVisible();
  }

  /** The page says this somewhere where it can be read. */
  async expectToRead(words: RegExp): Promise<void> {
    await expect(this.page.getByText(words).filter({ visible: true }).first()).toBeVisible();
  }

  /** Presses a microphone or camera button until it is as wanted. */
  async turn(button: Locator, on: boolean): Promise<void> {
    await expect(button).toHaveAttribute('aria-pressed', /true|false/);
    if ((await button.getAttribute('aria-pressed')) !== String(on)) await button.click();
    await expect(button).toHaveAttribute('aria-pressed', String(on));
  }

  async leave(): Promise<void> {
    await this.room.leaveButton.click();
    await expect(this.comeBackButton).toBeVisible();
  }

  /** This many pictures from others move. */
  async expectMovingPictures(count: number): Promise<void> {
    await this.expectGrowing(new Meter(this.page, 'video', (stream) => stream.frames), count);
  }

  /** This many others can be heard: sound arrives, and it is played. */
  async expectSounds(count: number): Promise<void> {
    await this.expectGrowing(new Meter(this.page, 'audio', (stream) => stream.energy), count);
  }

  /** Sound arrives from exactly this many others for a whole interval, be it silence. */
  async expectSoundPackets(count: number, interval?: Interval): Promise<void> {
    await growsExactly(this.soundPackets(), count, interval);
  }

  /** Pictures arrive from exactly this many others for a whole interval, whether or not they can be decoded. */
  async expectPicturesOnTheWay(count: number, interval?: Interval): Promise<void> {
    await growsExactly(this.picturesOnTheWay(), count, interval);
  }

  /** No sound arrives for a whole interval, not even silence. */
  async expectSilence(interval?: Interval): Promise<void> {
    await staysSilent(this.soundPackets(), interval);
  }

  /** No picture arrives for a whole interval. */
  async expectDark(interval?: Interval): Promise<void> {
    await staysSilent(this.picturesOnTheWay(), interval);
  }

  /** Nothing of any stream arrives for a whole interval. */
  async expectSilenceAndDark(interval?: Interval): Promise<void> {
    await Promise.all([this.expectSilence(interval), this.expectDark(interval)]);
  }

  private soundPackets(): Meter {
    return new Meter(this.page, 'audio', (stream) => stream.packets);
  }

  /** What is in the packets of pictures: a Chromium that feels for a wider way now and then sends empty ones on any stream, also on one that never had a picture. */
  private picturesOnTheWay(): Meter {
    return new Meter(this.page, 'video', (stream) => stream.bytes);
  }

  /** How many tracks of cameras and microphones are open. */
  async liveTracks(): Promise<number> {
    return this.page.evaluate(() => window.plenumWitness.tracks.filter((track) => track.readyState === 'live').length);
  }

  /** Camera and microphone stay closed for a whole interval. */
  async expectNoDevice(interval?: Interval): Promise<void> {
    await staysSo(() => this.liveTracks(), 0, interval);
  }

  /** What could be read is not there, for a whole interval. */
  async expectNotToRead(words: RegExp, interval?: Interval): Promise<void> {
    await staysSo(() => this.page.getByText(words).filter({ visible: true }).count(), 0, interval);
  }

  /** Opens the settings at one of their sections, in the lobby or in the room. */
  async openSettings(section: string): Promise<Locator> {
    const dialog = this.page.getByRole('dialog', { name: this.words.settings, exact: true });
    if (!(await dialog.isVisible())) {
      await this.page.getByRole('main').getByRole('button', { name: this.words.settings, exact: true }).click();
    }
    const tab = dialog.getByRole('tab', { name: section, exact: true });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-selected', 'true');
    return dialog;
  }

  /** The choice of how much data may be used, in the settings. */
  dataLevel(name: string): Locator {
    return this.page.getByRole('group', { name: 'Data use' }).getByRole('radio', { name, exact: true });
  }

  /** Opens the view of who hears and sees whom. */
  async openConnections(): Promise<Locator> {
    await this.room.peopleButton.click();
    await this.page.getByRole('button', { name: this.words.connections, exact: true }).click();
    const view = this.page.getByRole('dialog', { name: this.words.connections, exact: true });
    await expect(view).toBeVisible();
    return view;
  }

  /** That view says of somebody that all is well, with figures. */
  async expectGoodLine(view: Locator, name: string, both = 'You can hear and see each other.'): Promise<Locator> {
    const entry = view.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name, exact: true }) });
    await expect(entry).toContainText(`Direct, good. ${both} `);
    await expect(entry).toContainText(/\d+ ms, 0 % lost\./);
    await expect(entry).toContainText(/Received [1-9][\d.]* [kM]bit\/s/);
    await expect(entry).toContainText(/Sent [1-9][\d.]* [kM]bit\/s/);
    return entry;
  }

  /** How the camera is sent to each of the others. */
  async cameraToOthers(): Promise<RTCRtpEncodingParameters[]> {
    return this.page.evaluate(() => {
      const open = window.plenumWitness.connections.filter((connection) => connection.connectionState !== 'closed');
      const senders = open.map((connection) => connection.getTransceivers()[1]?.sender);
      return senders.flatMap((sender) => sender?.getParameters().encodings.slice(0, 1) ?? []);
    });
  }

  /** Sees and hears this many others. */
  async expectToSeeAndHear(count: number): Promise<void> {
    await Promise.all([this.expectMovingPictures(count), this.expectSounds(count)]);
  }

  /** Takes back complaints that this test provokes. */
  forgive(pattern: RegExp): void {
    this.complaints.splice(0, Infinity, ...this.complaints.filter((complaint) => !pattern.test(complaint)));
  }

  private async expectGrowing(meter: Meter, count: number): Promise<void> {
    await expect.poll(() => meter.grown(500), { intervals: [0] }).toBe(count);
  }

  /** For a test that failed: what this person saw and got. */
  async report(): Promise<string> {
    const screen = await this.page.locator('body').ariaSnapshot({ timeout: 2_000 });
    const streams = [...(await incoming(this.page))].map(([name, stream]) => `${name} ${JSON.stringify(stream)}`);
    return [`${this.name || 'somebody'} at ${new URL(this.page.url()).pathname}`, screen, ...streams, ...this.complaints].join('\n');
  }
}

/** Asks the same of several people at once. */
export async function all(people: Person[], ask: (person: Person) => Promise<void>): Promise<void> {
  await Promise.all(people.map(ask));
}

/** Ada has begun a meeting and Ben has come: he sees and hears her. */
export async function twoMeet(arrive: (options?: Arrival) => Promise<Person>): Promise<{ ada: Person; ben: Person; link: string }> {
  const [ada, ben] = [await arrive(), await arrive()];
  const link = await ada.startMeeting();
  await ada.join('Ada');
  await ben.open(link);
  await ben.join('Ben');
  await ben.expectToSeeAndHear(1);
  return { ada, ben, link };
}
