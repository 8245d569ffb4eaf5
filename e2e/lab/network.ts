// A network of its own on this machine: every person behind two lines of their own, both leading to everybody and to the server (Linux namespaces).
import type { Browser } from '@playwright/test';
import type { Machine } from '../launch.ts';
import { binary } from '../server.ts';
import { type Space, Spaces } from './namespaces.ts';

/** A person's two lines: what comes first is used first. */
export const lines = ['eth1', 'eth2'] as const;
export type Line = (typeof lines)[number];

/** How much a household's router holds back before it drops: at 2.5 Mbit/s 62 kB, room for one key frame to each of seven. */
const routerQueue = '200ms';

const serverAddress = '10.80.0.1';
/** Passes on between the lines: the last number of its addresses. */
const router = 254;
const page = `http://${serverAddress}:8080`;

/** Somebody's machine in it. */
export class Place {
  constructor(
    private readonly space: Space,
    readonly number: number,
  ) {}

  /** A Chromium that knows no other network than this. */
  async browser(machine: Machine = {}): Promise<Browser> {
    return this.space.browser(page, machine);
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
  private readonly spaces = new Spaces();
  private readonly hub: Space;
  private people = 0;

  constructor() {
    this.hub = this.spaces.add('hub');
    for (const number of [1, 2]) {
      const bridge = `br${number}`;
      this.hub.ip('link', 'add', bridge, 'type', 'bridge');
      this.hub.ip('address', 'add', `10.80.${number}.${router}/24`, 'dev', bridge);
      this.hub.ip('link', 'set', bridge, 'up');
    }
    // Whichever line somebody uses, it reaches all lines of the others, as in the world outside.
    this.hub.forward(true);
  }

  private plug(space: Space, number: number): void {
    for (const [index, line] of lines.entries()) {
      const socket = `p${number}-${index + 1}`;
      space.plug(line, this.hub, socket);
      space.ip('address', 'add', `10.80.${index + 1}.${number}/24`, 'dev', line);
      space.ip('link', 'set', line, 'up');
      this.hub.ip('link', 'set', socket, 'master', `br${index + 1}`, 'up');
    }
  }

  /** Starts the server that `make run` builds. */
  async serve(): Promise<void> {
    const space = this.spaces.add('server');
    this.plug(space, 1);
    space.ip('address', 'add', `${serverAddress}/32`, 'dev', 'lo');
    await space.start(/listening/, binary, '--listen', `${serverAddress}:8080`, '--stun-port', '0');
  }

  /** A machine for one more person. */
  place(): Place {
    this.people += 1;
    const number = 10 + this.people;
    const space = this.spaces.add(`p${number}`);
    this.plug(space, number);
    const place = new Place(space, number);
    for (const line of lines) place.mend(line);
    return place;
  }

  async remove(): Promise<void> {
    await this.spaces.remove();
  }
}
