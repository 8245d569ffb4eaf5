// A real load balancer in front of two servers, with the files that `deploy/instances` has for hosts.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, Server } from './server.ts';

export type Kind = 'nginx' | 'haproxy';

const startsWithinMs = 10_000;
const deploy = join(import.meta.dirname, '..', 'deploy');
// Those of a host are in `sbin`.
const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` };

/** Whether it is on this machine. */
export const isInstalled = (kind: Kind): boolean => spawnSync(kind, ['-v'], { env }).error === undefined;

const read = (...path: string[]): string => readFileSync(join(deploy, ...path), 'utf8');

/** The files of a host, on these ports and without TLS. */
function configured(kind: Kind, port: number, [one, two]: [number, number], folder: string): string {
  const instances = read('instances', kind === 'nginx' ? 'nginx.conf' : 'haproxy.cfg')
    .replace('127.0.0.1:8081', `127.0.0.1:${one}`)
    .replace('127.0.0.1:8082', `127.0.0.1:${two}`);
  if (kind === 'haproxy') {
    const defaults = /^defaults\n(?:[ #].*\n|\n)*/m.exec(read('haproxy.cfg'))![0];
    const forwarded = /^ *http-request set-header X-Forwarded-For.*$/m.exec(read('haproxy.cfg'))![0];
    return `${defaults}\nfrontend plenum\n    bind 127.0.0.1:${port}\n${forwarded}\n    default_backend plenum\n\n${instances}`;
  }
  const alone = read('nginx.conf');
  const map = /^map \$http_upgrade[^}]*}/m.exec(alone)![0];
  const location = /^ {4}location \/ {\n {8}proxy_pass[^}]*}/m.exec(alone)![0].replace(/proxy_pass [^;]*;/, 'proxy_pass http://plenum;');
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
  return `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
http { access_log off; ${paths}
${map}
${instances}
server { listen 127.0.0.1:${port};
${location}
} }`;
}

/** A balancer with two servers behind it. */
export class Balanced {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    readonly port: number,
    readonly servers: [Server, Server],
  ) {}

  get url(): string {
    return `http://localhost:${this.port}/`;
  }

  static async start(kind: Kind): Promise<Balanced> {
    const port = await freePort();
    const options = (): string[] => ['--origin', `http://localhost:${port}`, '--trusted-proxy', '127.0.0.1'];
    const servers: [Server, Server] = [await Server.start(options), await Server.start(options)];
    const folder = mkdtempSync(join(tmpdir(), 'plenum-balancer-'));
    const file = join(folder, 'conf');
    writeFileSync(file, configured(kind, port, [servers[0].port, servers[1].port], folder));
    const told = kind === 'nginx' ? ['-p', folder, '-c', file, '-e', join(folder, 'error.log')] : ['-f', file];
    const child = spawn(kind, told, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const out of [child.stdout, child.stderr]) out.on('data', (data) => (said += data));
    const balanced = new Balanced(child, folder, port, servers);
    for (const end = Date.now() + startsWithinMs; ; ) {
      if ((await fetch(new URL('healthz', balanced.url)).catch(() => undefined))?.ok) return balanced;
      if (child.exitCode !== null || Date.now() > end) throw new Error(`${kind} did not start:\n${said}`);
      await pause(20);
    }
  }

  /** Which of the servers has a room's shard now, as pages are told. */
  async at(shard: string): Promise<Server | undefined> {
    const told = async (url: string): Promise<unknown> => (await fetch(new URL(`instance/${shard}`, url)).catch(() => undefined))?.text();
    const now = await told(this.url);
    for (const server of this.servers) if (now !== undefined && (await told(server.url)) === now) return server;
    return undefined;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
    await Promise.all(this.servers.map((server) => server.stop()));
    rmSync(this.folder, { recursive: true });
  }
}
