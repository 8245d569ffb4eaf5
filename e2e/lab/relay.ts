// The least server that two bare pages can signal over: passes on every text frame to everybody else (RFC 6455).
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What one socket has said so far, cut into frames. Browsers send small ones whole. */
function* frames(buffer: Buffer): Generator<{ kind: number; text: Buffer; length: number }> {
  for (let at = 0; at + 2 <= buffer.length; ) {
    const short = buffer[at + 1]! & 0x7f;
    const head = at + (short === 126 ? 4 : 2);
    const length = short === 126 ? buffer.readUInt16BE(at + 2) : short;
    if (short === 127 || buffer.length < head + 4 + length) return;
    const mask = buffer.subarray(head, head + 4);
    const text = Buffer.from(buffer.subarray(head + 4, head + 4 + length).map((byte, index) => byte ^ mask[index & 3]!));
    at = head + 4 + length;
    yield { kind: buffer[head - (short === 126 ? 4 : 2)]! & 0x0f, text, length: at };
  }
}

function frame(text: Buffer): Buffer {
  const head = text.length < 126 ? [0x81, text.length] : [0x81, 126, text.length >> 8, text.length & 0xff];
  return Buffer.concat([Buffer.from(head), text]);
}

/** Listens on a free port of this machine. */
export class Relay {
  private constructor(
    private readonly server: Server,
    private readonly sockets: Set<Duplex>,
  ) {}

  static async start(): Promise<Relay> {
    const sockets = new Set<Duplex>();
    const server = createServer();
    server.on('upgrade', (request, socket: Duplex) => {
      const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}${magic}`).digest('base64');
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
      if ('setNoDelay' in socket && typeof socket.setNoDelay === 'function') socket.setNoDelay(true);
      sockets.add(socket);
      let held = Buffer.alloc(0);
      socket.on('data', (data: Buffer) => {
        held = Buffer.concat([held, data]);
        let read = 0;
        for (const { kind, text, length } of frames(held)) {
          read = length;
          if (kind !== 1) continue;
          for (const other of sockets) if (other !== socket) other.write(frame(text));
        }
        held = held.subarray(read);
      });
      for (const end of ['close', 'error', 'end']) socket.on(end, () => sockets.delete(socket.destroy()));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Relay(server, sockets);
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the relay does not listen');
    return `ws://localhost:${address.port}/`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}
