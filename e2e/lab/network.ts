// A network of its own on this machine: every person behind two lines of their own, both leading to everybody and to the server (Linux namespaces).
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { launchChromium, type Machine } from '../launch.ts';
import { binary } from '../server.ts';

/** A person's two lines: what comes first is used first. */
export const lines = ['eth1', 'eth2'] as const;
export type Line = (typeof lines)[number];

/** How much a household's router holds back before it drops: at 2.5 Mbit/s 62 kB, room for one key frame to each of seven. */
const routerQueue = '200ms';

const serverAddress = '10.80.0.1';
/** Passes on between the lines: the last number of its addresses. */
const router = 254;
const page = `http://${serverAddress}:8080`;
const wrappers = join(import.meta.dirname, '..', 'results', 'network');

function ip(...words: string[]): string {
  return execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What is missing for such a network, in words; nothing if it can be made here. */
export function networkMissing(...tools: string[]): string | undefined {
  const probe = `plenum-${process.pid}-probe`;
  try {
    ip('netns', 'add', probe);
    try {
      for (const tool of tools) execFileSync('ip', ['netns', 'exec', probe, ...tool.split(' ')], { stdio: 'ignore' });
    } finally {
      ip('netns', 'delete', probe);
    }
    return undefined;
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr || (error as Error).message).trim();
    return `no right or no tool for network namespaces (root on Linux with ip, ${tools.join(', ')}): ${said}`;
  }
}

/** Takes away what a run left behind that was ended in the middle. */
function sweep(): void {
  for (const [name, run] of ip('netns', 'list').matchAll(/^plenum-(\d+)-\w+/gm)) {
    try {
      process.kill(Number(run), 0);
    } catch {
      for (const left of ip('netns', 'pids', name).split('\n').filter(Boolean)) process.kill(Number(left), 'SIGKILL');
      ip('netns', 'delete', name);
    }
  }
}

/** One namespace. */
class Space {
  constructor(readonly name: string) {
    ip('netns', 'add', name);
    this.run('sh', '-c', 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6');
    this.ip('link', 'set', 'lo', 'up');
  }

  ip(...words: string[]): void {
    ip('-n', this.name, ...words);
  }

  run(...words: string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.name, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  remove(): void {
    ip('netns', 'delete', this.name);
  }
}

/** Somebody's machine in it. */
export class Place {
  constructor(
    private readonly space: Space,
    readonly number: number,
  ) {}

  /** A Chromium that knows no other network than this. */
  async browser(machine: Machine = {}): Promise<Browser> {
    const options = launchChromium(machine);
    mkdirSync(wrappers, { recursive: true });
    const executablePath = join(wrappers, this.space.name);
    writeFileSync(executablePath, `#!/bin/sh\nexec ip netns exec ${this.space.name} '${options.executablePath}' "$@"\n`);
    chmodSync(executablePath, 0o755);
    // Browsers give cameras to safe pages only, and there is no certificate in here.
    const args = [...(options.args ?? []), `--unsafely-treat-insecure-origin-as-secure=${page}`];
    return chromium.launch({ ...options, executablePath, args });
  }

  /** The address of a line. */
  address(line: Line): string {
    return `10.80.${1 + lines.indexOf(line)}.${this.number}`;
  }

  /** A line lets no more than this out, as a household's uplink does, with a router's queue before it. */
  narrow(line: Line, kbit: number): void {
    this.space.run('tc', 'qdisc', 'add', 'dev', line, 'root', 'tbf', 'rate', `${kbit}kbit`, 'burst', '32kbit', 'latency', routerQueue);
  }

  /** What a narrow line has let out so far, and what found its queue full. */
  passed(line: Line): { bytes: number; packets: number; dropped: number } {
    const said = this.space.run('tc', '-s', 'qdisc', 'show', 'dev', line);
    const [bytes = 0, packets = 0, dropped = 0] = /Sent (\d+) bytes (\d+) pkt \(dropped (\d+)/.exec(said)?.slice(1).map(Number) ?? [];
    return { bytes, packets, dropped };
  }

  /** The adapter is pulled out: the line is gone, its address too, and this machine knows. */
  cut(line: Line): void {
    this.space.ip('link', 'set', line, 'down');
    this.space.ip('address', 'flush', 'dev', line);
  }

  /** Nothing comes or goes on a line any more, and nobody is told. */
  swallow(line: Line, on: boolean): void {
    for (const [chain, side] of [['INPUT', '-i'], ['OUTPUT', '-o']] as const) this.rule(on, chain, side, line);
  }

  /** It is in again. */
  mend(line: Line): void {
    this.space.ip('address', 'replace', `${this.address(line)}/24`, 'dev', line);
    this.space.ip('link', 'set', line, 'up');
    // The way to everybody else and to the server goes away with its line.
    const [number, metric] = line === lines[0] ? [1, '10'] : [2, '20'];
    this.space.ip('route', 'replace', serverAddress, 'via', `10.80.${number}.1`, 'dev', line, 'metric', metric);
    this.space.ip('route', 'replace', 'default', 'via', `10.80.${number}.${router}`, 'dev', line, 'metric', metric);
  }

  /** This part of all packets is lost on their way in, or only of those from somebody. */
  lose(part: number, on: boolean, from?: Place): void {
    const chance = ['-m', 'statistic', '--mode', 'random', '--probability', String(part)];
    for (const line of lines) this.rule(on, 'INPUT', '-i', line, ...(from === undefined ? [] : ['-s', from.address(line)]), ...chance);
  }

  /** Nothing passes between here and the server. */
  loseServer(on: boolean): void {
    this.rule(on, 'INPUT', '-s', serverAddress);
    this.rule(on, 'OUTPUT', '-d', serverAddress);
  }

  private rule(on: boolean, chain: string, ...words: string[]): void {
    this.space.run('iptables', on ? '-A' : '-D', chain, ...words, '-j', 'DROP');
  }
}

/** The whole of it. */
export class Network {
  /** Where its server has the page. */
  readonly home = `${page}/`;
  private readonly spaces: Space[] = [];
  private readonly hub: Space;
  private process: ChildProcess | undefined;
  private people = 0;

  constructor() {
    sweep();
    this.hub = this.space('hub');
    for (const number of [1, 2]) {
      const bridge = `br${number}`;
      this.hub.ip('link', 'add', bridge, 'type', 'bridge');
      this.hub.ip('address', 'add', `10.80.${number}.${router}/24`, 'dev', bridge);
      this.hub.ip('link', 'set', bridge, 'up');
    }
    // Whichever line somebody uses, it reaches all lines of the others, as in the world outside.
    this.hub.run('sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward');
  }

  private space(name: string): Space {
    const space = new Space(`plenum-${process.pid}-${name}`);
    this.spaces.push(space);
    return space;
  }

  private plug(space: Space, number: number): void {
    for (const [index, line] of lines.entries()) {
      const socket = `p${number}-${index + 1}`;
      ip('link', 'add', line, 'netns', space.name, 'type', 'veth', 'peer', 'name', socket, 'netns', this.hub.name);
      space.ip('address', 'add', `10.80.${index + 1}.${number}/24`, 'dev', line);
      space.ip('link', 'set', line, 'up');
      this.hub.ip('link', 'set', socket, 'master', `br${index + 1}`, 'up');
    }
  }

  /** Starts the server that `make run` builds. */
  async serve(): Promise<void> {
    const space = this.space('server');
    this.plug(space, 1);
    space.ip('address', 'add', `${serverAddress}/32`, 'dev', 'lo');
    const words = ['netns', 'exec', space.name, binary, '--listen', `${serverAddress}:8080`, '--stun-port', '0'];
    this.process = spawn('ip', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(this.process.stdout!, 'data');
  }

  /** A machine for one more person. */
  place(): Place {
    this.people += 1;
    const number = 10 + this.people;
    const space = this.space(`p${number}`);
    this.plug(space, number);
    const place = new Place(space, number);
    for (const line of lines) place.mend(line);
    return place;
  }

  async remove(): Promise<void> {
    const server = this.process;
    if (server !== undefined && server.exitCode === null) {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    }
    for (const space of this.spaces.reverse()) space.remove();
  }
}
