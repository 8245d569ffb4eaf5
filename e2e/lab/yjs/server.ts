// Serves the page of the peer, bundled by the esbuild that bundles our editor, and runs y-webrtc's own signaling beside it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const home = join(import.meta.dirname, '..', '..');
const esbuild = join(home, '..', 'target', 'tools', 'esbuild');
const signaling = join(home, 'node_modules', 'y-webrtc', 'bin', 'server.js');

/** As large as our panel for notes, and scrolling within. */
const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Yjs</title>
<style>body { margin: 12px; width: 420px } .cm-editor { height: 60vh }</style><body><script type="module" src="/page.js"></script>`;

function bundle(): Buffer {
  const entry = join(import.meta.dirname, 'page.ts');
  const options = ['--bundle', '--minify', '--format=esm', '--target=es2022', '--define:process.env.NODE_ENV="production"', '--define:global=globalThis', '--log-level=warning'];
  return execFileSync(esbuild, [entry, ...options], { cwd: home, maxBuffer: 1 << 26 });
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Page and signaling, each on a free port of this machine. */
export class YjsServer {
  private constructor(
    private readonly pages: Server,
    private readonly port: number,
    private readonly signaling: ChildProcess,
    private readonly signalingPort: number,
  ) {}

  static async start(): Promise<YjsServer> {
    const script = bundle();
    const pages = createServer((request, response) => {
      const asked = request.url === '/page.js';
      response.setHeader('content-type', `text/${asked ? 'javascript' : 'html'}; charset=utf-8`);
      response.end(asked ? script : html);
    });
    const probe = createServer();
    const signalingPort = await listening(probe);
    probe.close();
    await once(probe, 'close');
    const child = spawn(process.execPath, [signaling], { env: { ...process.env, PORT: String(signalingPort) }, stdio: 'ignore' });
    const server = new YjsServer(pages, await listening(pages), child, signalingPort);
    while (!(await fetch(`http://localhost:${signalingPort}`).catch(() => undefined))?.ok) {
      if (child.exitCode !== null) throw new Error(`y-webrtc's signaling ended with ${child.exitCode}`);
      await pause(20);
    }
    return server;
  }

  /** The page of somebody in a room; without a room it only measures. */
  url(room?: string, name = ''): string {
    const asked = new URLSearchParams(room === undefined ? {} : { room, name, signaling: `ws://localhost:${this.signalingPort}` });
    return `http://localhost:${this.port}/?${asked}`;
  }

  async stop(): Promise<void> {
    const ended = once(this.signaling, 'exit');
    this.signaling.kill();
    this.pages.closeAllConnections();
    this.pages.close();
    await Promise.all([ended, once(this.pages, 'close')]);
  }
}
