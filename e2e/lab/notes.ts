// The editor of the notes without the rest of the page: a small server with our policy, an authority with its whims, people who write.
import { type Browser, expect, type Locator, type Page } from '@playwright/test';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Change, Command, Cursor, Editor, Options, Run } from '../../frontend/editor/src/api.ts';

const frontend = join(import.meta.dirname, '..', '..', 'frontend');

/** What `backend/src/http/headers.rs` sends for a page without scripts of its own. */
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; " +
  "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/plenum.css"><link rel="stylesheet" href="/sheet.css">
<main><h1>Notes</h1><button type="button">Before</button><div id="notes"></div><button type="button">After</button></main>`;

/** The editor fills what it is given. */
const sheet = 'main { padding: 12px } #notes { height: 60vh; border: 1px solid var(--line); border-radius: var(--r2); background: var(--sheet) }';

function answer(path: string): { type: string; body: string } | undefined {
  if (path === '/') return { type: 'text/html', body: html };
  if (path === '/sheet.css') return { type: 'text/css', body: sheet };
  if (path === '/editor.js') return { type: 'text/javascript', body: readFileSync(join(frontend, 'editor', 'dist', 'editor.js'), 'utf8') };
  if (path !== '/plenum.css') return undefined;
  const sheets = readdirSync(join(frontend, 'css')).filter((name) => name.endsWith('.css')).sort();
  return { type: 'text/css', body: sheets.map((name) => readFileSync(join(frontend, 'css', name), 'utf8')).join('') };
}

export class NotesServer {
  private constructor(private readonly server: Server) {}

  static async start(): Promise<NotesServer> {
    const server = createServer((request, response) => {
      const found = answer(request.url ?? '');
      response.setHeader('content-security-policy', policy);
      response.setHeader('content-type', `${found?.type ?? 'text/plain'}; charset=utf-8`);
      response.writeHead(found === undefined ? 404 : 200).end(found?.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new NotesServer(server);
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** How the authority treats those who write. */
interface Whims {
  /** The longest that a message is on its way. */
  delayMs?: number;
  /** Of so many pushes in time it refuses one, for no reason: the second, and so on. The page asks for everything then. */
  refusesOneOf?: number;
}

/** In the place of the worker: one document, one version after the other. */
export class Authority {
  version = 1;
  refused = 0;
  overtaken = 0;
  private inTime = 0;
  /** Pushes that are no edits of this text. */
  readonly complaints: string[] = [];
  private readonly writers: Writer[] = [];
  private random = 0x9e3779b9;

  constructor(
    public text = '',
    private readonly whims: Whims = {},
  ) {}

  enters(writer: Writer): void {
    this.writers.push(writer);
  }

  /** Somebody's edit, or that of nobody here. */
  push(from: Writer | undefined, version: number, changes: Change[]): void {
    if (version !== this.version) {
      this.overtaken += 1;
      return;
    }
    const { refusesOneOf } = this.whims;
    if (from !== undefined && refusesOneOf !== undefined && this.inTime++ % refusesOneOf === 1) {
      this.refused += 1;
      return this.begins(from);
    }
    this.text = this.patched(changes);
    this.version += 1;
    for (const writer of this.writers) {
      const patch = [this.version, writer === from ? [] : changes, writer === from] as const;
      writer.tell((editor, [now, list, own]) => void editor.receive(now, [...list], own), patch);
    }
  }

  edit(...changes: Change[]): void {
    this.push(undefined, this.version, changes);
  }

  /** Tells somebody everything, from a version on that is a new one to all. */
  private begins(to: Writer): void {
    this.version += 1;
    for (const writer of this.writers) {
      if (writer === to) writer.tell((editor, [now, text]) => editor.reset(now, text), [this.version, this.text] as const);
      else writer.tell((editor, now) => void editor.receive(now, [], false), this.version);
    }
  }

  /** How long the next message takes. */
  get delay(): number {
    return Math.floor(this.chance() * (this.whims.delayMs ?? 0));
  }

  private patched(changes: Change[]): string {
    let [text, end] = ['', 0];
    const complain = (what: string) => this.complaints.push(`${what}: ${JSON.stringify(changes)}`);
    for (const { from, to, insert } of changes) {
      if (from < end || to < from || to > this.text.length) complain('not in order');
      for (const at of [from, to]) {
        if (/^[\ud800-\udbff][\udc00-\udfff]$/.test(this.text.slice(Math.max(0, at - 1), at + 1))) complain('splits a pair');
      }
      if (/\p{Surrogate}/u.test(insert)) complain('half of a pair');
      text += this.text.slice(end, from) + insert;
      end = to;
    }
    return text + this.text.slice(end);
  }

  /** The same in every run (xorshift). */
  private chance(): number {
    this.random ^= this.random << 13;
    this.random ^= this.random >>> 17;
    this.random ^= this.random << 5;
    return (this.random >>> 0) / 2 ** 32;
  }
}

declare global {
  interface Window {
    notes: Editor;
    notesViolations: string[];
    notesTell: (what: string, ...values: unknown[]) => void;
  }
}

/** Somebody with the notes open in a page of their own. */
export class Writer {
  readonly cursors: [number, number][] = [];
  readonly asked: string[] = [];
  active: Command[] = [];
  private line: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly page: Page,
    readonly authority: Authority,
  ) {}

  static async open(browser: Browser, url: string, authority: Authority, options: Partial<Options> = {}): Promise<Writer> {
    const page = await (await browser.newContext({ viewport: { width: 900, height: 700 } })).newPage();
    const writer = new Writer(page, authority);
    await page.exposeFunction('notesTell', (what: string, ...values: unknown[]) => writer.hears(what, values));
    await page.addInitScript(() => {
      window.notesViolations = [];
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
        window.notesViolations.push(`${violatedDirective} ${blockedURI} ${sample}`);
      });
    });
    await page.goto(url);
    const start = { text: authority.text, version: authority.version, ...options };
    authority.enters(writer);
    await page.evaluate(async (given) => {
      const address = '/editor.js';
      const { open } = (await import(address)) as { open(parent: HTMLElement, options: Options): Editor };
      const tell = window.notesTell;
      window.notes = open(document.querySelector<HTMLElement>('#notes')!, {
        labels: { name: 'Notes', description: 'Escape, then Tab leaves the notes', placeholder: 'Write here', phrases: { Find: 'Look for' } },
        onPush: (version, changes) => tell('push', version, changes),
        onCursor: (anchor, head) => tell('cursor', anchor, head),
        onUndo: () => tell('undo'),
        onRedo: () => tell('redo'),
        onActive: (commands) => tell('active', commands),
        onFull: () => tell('full'),
        ...given,
      });
    }, start);
    return writer;
  }

  get text(): Locator {
    return this.page.getByRole('textbox', { name: 'Notes' });
  }

  /** Calls the editor when the messages before have arrived. */
  tell<T>(act: (editor: Editor, value: T) => void, value: T): void {
    const source = act.toString();
    this.line = this.line.then(() => pause(this.authority.delay)).then(() => this.evaluate(source, value));
  }

  /** Everything that it was told has arrived. */
  async caughtUp(): Promise<void> {
    await this.line;
  }

  read(): Promise<string> {
    return this.page.evaluate(() => window.notes.text());
  }

  command(name: Command): Promise<boolean> {
    return this.page.evaluate((one) => window.notes.command(one), name);
  }

  setCursors(cursors: Cursor[]): Promise<void> {
    return this.page.evaluate((list) => window.notes.setCursors(list), cursors);
  }

  setAuthors(runs: Run[]): Promise<void> {
    return this.page.evaluate((list) => window.notes.setAuthors(list), runs);
  }

  /** Selects in the whole text by the browser's own selection, as a mouse does. */
  async select(anchor: number, head = anchor): Promise<void> {
    await this.text.focus();
    await this.page.evaluate(([from, to]) => {
      const place = (offset: number): [Node, number] => {
        let left = offset;
        for (const line of document.querySelectorAll('.cm-line')) {
          const length = (line.textContent ?? '').length;
          if (left <= length) {
            const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const node = walker.currentNode as Text;
              if (left <= node.length) return [node, left];
              left -= node.length;
            }
            return [line, 0];
          }
          left -= length + 1;
        }
        throw new Error(`there is no place ${offset}`);
      };
      getSelection()!.setBaseAndExtent(...place(from!), ...place(to!));
      // Browsers tell of it before the frame after the next.
      return new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
    }, [anchor, head]);
  }

  violations(): Promise<string[]> {
    return this.page.evaluate(() => window.notesViolations);
  }

  private hears(what: string, values: unknown[]): void {
    if (what === 'push') {
      const [version, changes] = values as [number, Change[]];
      void pause(this.authority.delay).then(() => this.authority.push(this, version, changes));
    } else if (what === 'cursor') this.cursors.push(values as [number, number]);
    else if (what === 'active') this.active = values[0] as Command[];
    else this.asked.push(what);
  }

  private evaluate<T>(source: string, value: T): Promise<unknown> {
    // Not compiled in the page, whose policy forbids it.
    return this.page.evaluate(`(${source})(window.notes, ${JSON.stringify(value)})`);
  }
}

/** All have the authority's text. */
export async function expectAgreement(authority: Authority, ...writers: Writer[]): Promise<void> {
  await expect
    .poll(async () => {
      const texts = await Promise.all(writers.map((writer) => writer.read()));
      return texts.every((text) => text === authority.text) ? '' : `${JSON.stringify(authority.text)} and ${texts.map((text) => JSON.stringify(text)).join(', ')}`;
    })
    .toBe('');
}
