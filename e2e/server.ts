// The server under test: the one that `make run` builds, on a free port; or one that is deployed elsewhere.
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What `make run` builds. */
export const binary = join(import.meta.dirname, '..', 'target', 'release', 'plenum');
const startsWithinMs = 10_000;

/** A deployed server that the tests shall meet on, if they were given one. */
export const deployed = process.env['PLENUM_URL'] || undefined;

/** A port that is free for TCP, and for UDP as well: STUN and relays listen on both. */
export async function freePort(): Promise<number> {
  for (;;) {
    const tcp = createServer().listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address() as { port: number };
    const udp = createSocket('udp4');
    const bound = once(udp, 'listening').then(
      () => true,
      () => false,
    );
    udp.bind(port, '127.0.0.1');
    const isFree = await bound;
    const closed = [once(tcp, 'close'), once(udp, 'close')];
    tcp.close();
    udp.close();
    await Promise.all(closed);
    if (isFree) return port;
  }
}

/** A server of our own. */
export class Server {
  private process: ChildProcess | undefined;
  /** Everything it said. */
  log = '';

  private constructor(
    readonly port: number,
    private readonly options: string[],
  ) {}

  /** The address of its page. */
  get url(): string {
    return `http://localhost:${this.port}/`;
  }

  /** Starts one, with options that may say where it is to be found. */
  static async start(options: (url: string) => string[] = () => []): Promise<Server> {
    if (!existsSync(binary)) throw new Error(`${binary} is not built: run 'make e2e'`);
    const port = await freePort();
    const server = new Server(port, options(`http://localhost:${port}`));
    await server.startAgain();
    return server;
  }

  /** Starts it on the port it had. */
  async startAgain(): Promise<void> {
    // Neither STUN nor relays, unless a test wants them.
    const stun = this.options.includes('--stun-port') ? [] : ['--stun-port', '0'];
    const child = spawn(binary, ['--listen', `127.0.0.1:${this.port}`, ...stun, ...this.options], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    child.stdout.on('data', (data) => (this.log += data));
    child.stderr.on('data', (data) => (this.log += data));
    for (const end = Date.now() + startsWithinMs; ; ) {
      if (child.exitCode !== null) throw new Error(`the server ended:\n${this.log}`);
      if ((await fetch(new URL('healthz', this.url)).catch(() => undefined))?.ok) return;
      if (Date.now() > end) throw new Error(`the server did not start in ${startsWithinMs} ms:\n${this.log}`);
      await pause(20);
    }
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ends it politely. */
  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Whether anything that the process can write to in its memory holds these words (Linux, `proc(5)`). */
  remembers(words: string): boolean {
    const process = `/proc/${this.process?.pid}`;
    const memory = openSync(`${process}/mem`, 'r');
    const holds = (map: string): boolean => {
      const [range, rights] = map.split(' ');
      const [from, to] = range!.split('-').map((at) => Number.parseInt(at, 16));
      if (!rights?.startsWith('rw') || !Number.isSafeInteger(to)) return false;
      const bytes = Buffer.alloc(to! - from!);
      try {
        return bytes.subarray(0, readSync(memory, bytes, 0, bytes.length, from!)).includes(words);
      } catch {
        // Some ranges cannot be read; those that hold data can.
        return false;
      }
    };
    try {
      return readFileSync(`${process}/maps`, 'utf8').trim().split('\n').some(holds);
    } finally {
      closeSync(memory);
    }
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
