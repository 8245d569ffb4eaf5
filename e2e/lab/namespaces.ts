// Machines of a network that is made of namespaces (Linux), each with the programs and browsers that run on it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { launchChromium, type Machine } from '../launch.ts';

const wrappers = join(import.meta.dirname, '..', 'results', 'network');
const startsWithinMs = 10_000;

function ip(...words: string[]): string {
  return execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What is missing for such a network, in words; nothing if it can be made here. Each tool is tried with words of its own. */
export function networkMissing(...tools: string[]): string | undefined {
  const probe = `plenum-${process.pid}-probe`;
  try {
    ip('netns', 'add', probe);
    try {
      for (const tool of tools) execFileSync('ip', ['netns', 'exec', probe, ...tool.split(' ')], { stdio: ['ignore', 'ignore', 'pipe'] });
    } finally {
      ip('netns', 'delete', probe);
    }
    return undefined;
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr || (error as Error).message).trim();
    return `no right or no tool for network namespaces (root on Linux with ip, ${tools.join(', ')}): ${said}`;
  }
}

function drop(name: string): void {
  for (const left of ip('netns', 'pids', name).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(left), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
  ip('netns', 'delete', name);
}

/** Takes away what a run left behind that was ended in the middle. */
function sweep(): void {
  for (const [name, run] of ip('netns', 'list').matchAll(/^plenum-(\d+)-\w+/gm)) {
    try {
      process.kill(Number(run), 0);
    } catch {
      drop(name);
    }
  }
}

/** All namespaces of one network. Whoever makes them takes them away, whatever happens in between. */
export class Spaces {
  private readonly all: Space[] = [];

  constructor() {
    sweep();
  }

  /** One more, with a name of word characters. */
  add(name: string): Space {
    const full = `plenum-${process.pid}-${name}`;
    ip('netns', 'add', full);
    const space = new Space(full);
    this.all.push(space);
    space.run('sh', '-c', 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6');
    space.ip('link', 'set', 'lo', 'up');
    return space;
  }

  async remove(): Promise<void> {
    for (const space of this.all.reverse()) await space.remove();
  }
}

/** One namespace. */
export class Space {
  private readonly browsers: Browser[] = [];
  private readonly programs: ChildProcess[] = [];
  /** Everything that the programs said. */
  log = '';

  constructor(private readonly name: string) {}

  ip(...words: string[]): void {
    ip('-n', this.name, ...words);
  }

  run(...words: string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.name, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** A cable from here to there, each end with its name. */
  plug(end: string, there: Space, otherEnd: string): void {
    ip('link', 'add', end, 'netns', this.name, 'type', 'veth', 'peer', 'name', otherEnd, 'netns', there.name);
  }

  /** Whether this machine passes on what is for others. New ones do as the machine does that they are on. */
  forward(on: boolean): void {
    this.run('sh', '-c', `echo ${Number(on)} >/proc/sys/net/ipv4/ip_forward`);
  }

  /** Starts a program and waits until it says that it is ready. */
  async start(ready: RegExp, ...words: string[]): Promise<void> {
    const program = spawn('ip', ['netns', 'exec', this.name, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.programs.push(program);
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${words[0]} was not ready in ${startsWithinMs} ms:\n${said}`)), startsWithinMs);
      const hear = (data: Buffer) => {
        said += data;
        this.log += data;
        if (!ready.test(said)) return;
        clearTimeout(late);
        resolve();
      };
      program.stdout.on('data', hear);
      program.stderr.on('data', hear);
      program.once('exit', () => {
        clearTimeout(late);
        reject(new Error(`${words[0]} ended:\n${said}`));
      });
    });
  }

  /** A Chromium that knows no other network than the one here, and trusts the page at this origin. */
  async browser(origin: string, machine: Machine = {}): Promise<Browser> {
    const options = launchChromium(machine);
    mkdirSync(wrappers, { recursive: true });
    const executablePath = join(wrappers, this.name);
    writeFileSync(executablePath, `#!/bin/sh\nexec ip netns exec ${this.name} '${options.executablePath}' "$@"\n`);
    chmodSync(executablePath, 0o755);
    // Browsers give cameras to safe pages only, and there is no certificate in here.
    const args = [...(options.args ?? []), `--unsafely-treat-insecure-origin-as-secure=${origin}`];
    const browser = await chromium.launch({ ...options, executablePath, args });
    this.browsers.push(browser);
    return browser;
  }

  async remove(): Promise<void> {
    await Promise.all(this.browsers.map((browser) => browser.close()));
    for (const program of this.programs.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
      const ended = once(program, 'exit');
      program.kill();
      await ended;
    }
    drop(this.name);
  }
}
