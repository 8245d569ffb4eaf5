// Several servers behind a real load balancer: one dies in a meeting and comes back, and the room is one room all the time.
import { Balanced, isInstalled, type Kind } from '../balancer.ts';
import { expect, test } from '../fixtures.ts';
import { all, type Person } from '../person.ts';
import { deployed } from '../server.ts';

test.skip(deployed !== undefined, 'deployed servers are not ours to kill');

const away = /server can't be reached/i;
/** A balancer looks away from a dead server for five seconds, and pages ask where they belong every 15 to 30. */
const movesWithin = { timeout: 60_000 };

for (const kind of ['nginx', 'haproxy'] satisfies Kind[]) {
  test(`behind ${kind} a room goes on at another instance when its own dies, and is whole again when that is back`, async ({ arrive }) => {
    test.skip(!isInstalled(kind), `${kind} is not installed (Debian: apt install ${kind})`);
    test.setTimeout(240_000);
    const balanced = await Balanced.start(kind);
    try {
      const dialled = new Map<Person, string[]>();
      const comes = async (name: string, link?: string): Promise<string> => {
        const person = await arrive({ at: balanced.url });
        const sockets: string[] = [];
        dialled.set(person, sockets);
        person.page.on('websocket', (socket) => sockets.push(socket.url()));
        const used = link ?? (await person.startMeeting());
        if (link !== undefined) await person.open(link);
        await person.join(name, { camera: false });
        return used;
      };
      const everybody = (): Person[] => [...dialled.keys()];
      const hearEachOther = (): Promise<unknown> => all(everybody(), (person) => person.expectSounds(everybody().length - 1));

      const link = await comes('Ada');
      await comes('Ben', link);
      await hearEachOther();
      const shard = /\/ws\/([0-9a-f]{2})$/.exec(dialled.get(everybody()[0]!)![0]!)![1]!;
      const home = (await balanced.at(shard))!;
      const other = balanced.servers.find((server) => server !== home)!;

      await home.kill();
      await hearEachOther();
      await expect.poll(() => balanced.at(shard), movesWithin).toBe(other);
      await comes('Cem', link);
      await hearEachOther();

      const before = new Map(everybody().map((person) => [person, dialled.get(person)!.length]));
      await home.startAgain();
      await expect.poll(() => balanced.at(shard), movesWithin).toBe(home);
      await comes('Dua', link);
      for (const [person, sockets] of before) await expect.poll(() => dialled.get(person)!.length, movesWithin).toBeGreaterThan(sockets);
      await hearEachOther();
      for (const name of ['Ada', 'Ben', 'Cem', 'Dua']) {
        const names = ['Ada', 'Ben', 'Cem', 'Dua'].map((other) => (other === name ? `${other} (you)` : other));
        await everybody()[['Ada', 'Ben', 'Cem', 'Dua'].indexOf(name)]!.room.expectPeople(...names);
      }
      // Nobody has stayed at the one that took them in.
      await other.kill();
      await all(everybody(), (person) => person.expectNotToRead(away));
      await hearEachOther();
    } finally {
      await balanced.stop();
    }
  });
}
