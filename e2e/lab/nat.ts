// A small internet on this machine: a server with a public address, and households behind routers that translate addresses (NAT), kept apart from each other.
import { type Space, Spaces } from './namespaces.ts';

/** Public as far as anybody can tell: relays refuse the ranges that are meant for examples. Nothing of it leaves this machine. */
export const serverAddress = '5.5.5.1';
const origin = `http://${serverAddress}:8080`;

/** What `networkMissing` has to try for it. */
export const natTools = [
  'nft add table ip lab',
  'nft add chain ip lab out { type nat hook postrouting priority 100 ; }',
  'nft add rule ip lab out masquerade fully-random',
  'nft add rule ip lab out ct state new drop',
];

/** A router as people have them at home and at work. */
export interface Router {
  /**
   * Whether each connection gets a port of its own, at random: then nobody outside can know it beforehand, and no two
   * behind such routers find each other (symmetric NAT: "address and port-dependent mapping", RFC 4787 §4.1).
   */
  symmetric: boolean;
  /** Whether it lets UDP through. */
  udp: boolean;
}

/** The whole of it. */
export class Internet {
  /** Where its server has the page. */
  readonly home = `${origin}/`;
  private readonly spaces = new Spaces();
  /** The machine with the public address: what runs on it is reached from everywhere. */
  readonly server: Space;
  private households = 0;

  constructor() {
    this.server = this.spaces.add('internet');
    this.server.forward(false);
    this.server.ip('link', 'add', 'wan', 'type', 'bridge');
    this.server.ip('address', 'add', `${serverAddress}/24`, 'dev', 'wan');
    this.server.ip('link', 'set', 'wan', 'up');
    // Whatever is not here is lost without a word, as out there: a coturn to which the system says at once that there is no
    // way to a private address gives up the relay that was to send there.
    const beyond = this.spaces.add('beyond');
    beyond.forward(false);
    this.server.plug('beyond', beyond, 'eth0');
    for (const [space, line, address] of [[this.server, 'beyond', '5.5.6.1'], [beyond, 'eth0', '5.5.6.2']] as const) {
      space.ip('address', 'add', `${address}/24`, 'dev', line);
      space.ip('link', 'set', line, 'up');
    }
    this.server.ip('route', 'add', 'default', 'via', '5.5.6.2');
  }

  /** Starts Plenum on the server, as it says there. */
  async serve(binary: string, ...options: string[]): Promise<void> {
    await this.server.start(/listening/, binary, '--listen', `${serverAddress}:8080`, ...options);
  }

  /** A machine behind a router of its own, with a Chromium on it. */
  async household({ symmetric, udp }: Router) {
    this.households += 1;
    const number = this.households;
    const router = this.spaces.add(`router${number}`);
    router.plug('wan', this.server, `wan${number}`);
    this.server.ip('link', 'set', `wan${number}`, 'master', 'wan', 'up');
    router.ip('address', 'add', `5.5.5.${10 + number}/24`, 'dev', 'wan');
    router.ip('link', 'set', 'wan', 'up');
    router.ip('route', 'add', 'default', 'via', serverAddress);
    const rules = [
      'table ip lab',
      'chain ip lab out { type nat hook postrouting priority srcnat ; }',
      'chain ip lab through { type filter hook forward priority filter ; policy drop ; }',
      'chain ip lab in { type filter hook input priority filter ; }',
      `rule ip lab out oifname wan masquerade ${symmetric ? 'fully-random' : ''}`,
      ...(udp ? [] : ['rule ip lab through meta l4proto udp drop']),
      'rule ip lab through ct state established,related accept',
      'rule ip lab through iifname lan oifname wan accept',
      // Whoever knocks without having been asked hears nothing, and takes no port away.
      'rule ip lab in iifname wan ct state new drop',
    ];
    for (const rule of rules) router.run('nft', 'add', ...rule.split(' ').filter(Boolean));
    router.forward(true);

    const machine = this.spaces.add(`machine${number}`);
    machine.plug('eth0', router, 'lan');
    router.ip('address', 'add', `10.${number}.0.1/24`, 'dev', 'lan');
    router.ip('link', 'set', 'lan', 'up');
    machine.ip('address', 'add', `10.${number}.0.2/24`, 'dev', 'eth0');
    machine.ip('link', 'set', 'eth0', 'up');
    machine.ip('route', 'add', 'default', 'via', `10.${number}.0.1`);
    return machine.browser(origin);
  }

  async remove(): Promise<void> {
    await this.spaces.remove();
  }
}
