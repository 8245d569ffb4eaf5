// The service worker without a browser: its script runs in a world of its own, with caches, a server and tabs that are made up.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

const script = readFileSync(join(import.meta.dirname, '..', '..', 'frontend', 'static', 'service-worker.js'), 'utf8');
export const origin = 'https://meet.example';

/** What a worker is asked. */
export interface Asked {
  method?: string;
  mode?: string;
  url: string;
  isReloadNavigation?: boolean;
}

type Kept = Map<string, string>;
/** What a server answers to a path; it may take its time, or never answer. */
export type Serve = (path: string, signal?: AbortSignal) => Response | Promise<Response>;

/** What the workers of one browser share. */
export class Browser {
  /** By the name of the cache and the path. */
  readonly caches = new Map<string, Kept>();
  /** What the server was asked, one after the other. */
  readonly asked: string[] = [];
  /** Tabs that were brought to the front. */
  readonly focused: string[] = [];
  /** Tabs that there are. */
  tabs = ['tab 7'];
  /** Its store of what is kept cannot be read. */
  broken = false;
  readonly notified: { title: string; data: string }[] = [];
  serve: Serve = () => new Response('nothing', { status: 404 });

  /** All that is kept, as `cache path`. */
  kept(): string[] {
    return [...this.caches].flatMap(([name, kept]) => [...kept.keys()].map((path) => `${name} ${path}`)).sort();
  }

  async fetch(asked: string | Asked, signal?: AbortSignal): Promise<Response> {
    const url = new URL(typeof asked === 'string' ? asked : asked.url, origin);
    this.asked.push(url.pathname + url.search);
    return this.serve(url.pathname, signal);
  }
}

/** One worker: a build of the page with these files. */
export class Worker {
  private readonly listeners = new Map<string, (event: object) => void>();
  private readonly context: object;
  /** The waits that it set and did not take back. */
  private readonly timers = new Map<number, () => void>();

  constructor(
    readonly browser: Browser,
    readonly build: string,
    files: string[],
  ) {
    const open = (name: string) => {
      if (!browser.caches.has(name)) browser.caches.set(name, new Map());
      const kept = browser.caches.get(name)!;
      const put = async (path: string, response: Response) => void kept.set(path, await response.text());
      const match = async (path: string) => (kept.has(path) ? new Response(kept.get(path)) : undefined);
      const keys = async () => [...kept.keys()].map((path) => ({ url: origin + path }));
      return { put, match, keys };
    };
    const store = () => {
      if (browser.broken) throw new DOMException('the store is damaged', 'UnknownError');
      return browser.caches;
    };
    const tab = (id: string) => ({ id, focus: async () => void browser.focused.push(id) });
    const world = {
      URL,
      Set,
      AbortController,
      location: { origin },
      setTimeout: (rings: () => void) => {
        this.timers.set(this.timers.size, rings);
        return this.timers.size - 1;
      },
      clearTimeout: (timer?: number) => this.timers.delete(timer ?? -1),
      Response,
      fetch: async (asked: string | Asked, { signal, redirect }: { signal?: AbortSignal; redirect?: string } = {}) => {
        const answer = await browser.fetch(asked, signal);
        if (answer.redirected && redirect === 'error') throw new TypeError('it leads elsewhere');
        return answer;
      },
      caches: {
        open: async (name: string) => store() && open(name),
        match: async (path: string, { cacheName }: { cacheName: string }) => (store().has(cacheName) ? open(cacheName).match(path) : undefined),
        keys: async () => [...store().keys()],
        delete: async (name: string) => store().delete(name),
      },
      clients: {
        claim: async () => {},
        get: async (id: string) => (browser.tabs.includes(id) ? tab(id) : undefined),
        matchAll: async () => browser.tabs.map(tab),
      },
      registration: {
        showNotification: async (title: string, { data }: { data: string }) => void browser.notified.push({ title, data }),
      },
      skipWaiting: () => {
        throw new Error('no worker takes the place of another by force');
      },
      addEventListener: (name: string, listener: (event: object) => void) => this.listeners.set(name, listener),
    };
    this.context = createContext(world);
    const built = script.replace('BUILD-HASH', build).replace('"BUILD-FILES"', files.map((file) => JSON.stringify(file)).join());
    runInContext(built, this.context);
  }

  /** How a request is answered. */
  answeredAs(asked: Asked): string {
    const answeredAs = runInContext('answeredAs', this.context) as (asked: Asked) => string;
    return answeredAs({ method: 'GET', mode: 'cors', ...asked });
  }

  install = () => this.tell('install', {});
  activate = () => this.tell('activate', {});
  message = (data: object, id = 'a tab') => this.tell('message', { data, source: { id } });
  click = (data: string) => this.tell('notificationclick', { notification: { data, close: () => {} } });

  /** The time of everything it waits for has come. */
  late(): void {
    for (const rings of [...this.timers.values()]) rings();
  }

  /** What it answers to a tab; `undefined`: nothing, the browser asks the server itself. */
  async ask(asked: Asked): Promise<Response | undefined> {
    let answer: Promise<Response> | undefined;
    const respondWith = (response: Promise<Response>) => (answer = response);
    const waits = this.hear('fetch', { request: { method: 'GET', mode: 'cors', ...asked }, respondWith });
    const response = await answer;
    await Promise.all(waits);
    return response;
  }

  private async tell(name: string, event: object): Promise<void> {
    await Promise.all(this.hear(name, event));
  }

  /** What it wants to be kept awake for; more may come as long as it answers. */
  private hear(name: string, event: object): Promise<unknown>[] {
    const waits: Promise<unknown>[] = [];
    this.listeners.get(name)?.({ ...event, waitUntil: (wait: Promise<unknown>) => waits.push(wait) });
    return waits;
  }
}
