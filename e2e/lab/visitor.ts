// Somebody without a browser who takes a seat, says what they like and goes: the protocol told a second time and apart from the product.
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { createHash, createHmac, createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import WebSocket from 'ws';
import { secretOf } from '../link.ts';

const helloBytes = 512;
const tagBytes = 16;
const nonceBytes = 24;
/** Format, path, generation, sequence. */
const headerBytes = 11;
/** By the server. */
const path = 0;
/** Whole binary messages, bytes. */
const sizes = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];
/** PKCS #8 around an Ed25519 seed (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const hmac = (key: Uint8Array, ...parts: Uint8Array[]) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
const hash = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
/** HKDF-Expand of at most one block. */
const expand = (prk: Uint8Array, bytes: number, ...info: Uint8Array[]) => hmac(prk, ...info, Buffer.from([1])).subarray(0, bytes);
const text = (label: string) => Buffer.from(label);
const u16 = (value: number) => Buffer.from([value & 255, value >> 8]);
const coded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const decoded = (said: string) => Buffer.from(said, 'base64url');
const raw = (key: KeyObject) => decoded(key.export({ format: 'jwk' }).x!);

interface Seat {
  slot: number;
  generation: number;
  session_key: string;
  hello: string;
}

interface Message extends Partial<Seat> {
  type: string;
  nonce?: string;
  peers?: Seat[];
  reason?: string;
}

/** What a sealed message holds. */
interface Bundle {
  acks?: number[];
  messages: { id?: number; topic: string; type?: string; [field: string]: unknown }[];
}

/** Keys of a room without passphrase. */
function keysOf(link: string) {
  const prk = hmac(text('plenum/v1'), secretOf(link));
  const root = hmac(prk, Buffer.alloc(33));
  const seed = expand(root, 32, text('admission'));
  const admission = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  return { room: expand(prk, 16, text('room id')), admission, hello: expand(root, 32, text('hello key')) };
}

/** One way between two: who may open it is decided by the key, who it is from and for by what is sealed about it. */
interface Way {
  key: Uint8Array;
  about: Uint8Array;
}

/** Seals messages to one of the others and opens theirs. */
class Pair {
  private sequence = 0n;

  constructor(
    private readonly there: Way,
    private readonly back: Way,
    readonly seat: Buffer,
  ) {}

  /** A whole binary message. */
  seal(bundle: Bundle): Buffer {
    const body = text(JSON.stringify(bundle));
    const sequence = Buffer.alloc(8);
    sequence.writeBigUInt64LE(this.sequence++);
    const header = Buffer.concat([Buffer.from([1, path, 0]), sequence]);
    const said = Buffer.concat([Buffer.alloc(4), u16(body.length), body]);
    const around = this.seat.length + header.length + nonceBytes + tagBytes;
    const plain = Buffer.alloc(sizes.find((size) => size >= around + said.length)! - around);
    said.copy(plain);
    const nonce = randomBytes(nonceBytes);
    const sealed = xchacha20poly1305(this.there.key, nonce, Buffer.concat([header, this.there.about])).encrypt(plain);
    return Buffer.concat([this.seat, header, nonce, sealed]);
  }

  /** What a whole binary message of theirs says; throws if it is none. Remembers nothing of replays. */
  open(message: Buffer): Bundle {
    if (!sizes.includes(message.length)) throw new Error(`a message of ${message.length} bytes`);
    const sealed = message.subarray(this.seat.length);
    const header = sealed.subarray(0, headerBytes);
    if (!header.subarray(0, 3).equals(Buffer.from([1, path, 0]))) throw new Error(`a header ${header.toString('hex')}`);
    const cipher = xchacha20poly1305(this.back.key, sealed.subarray(headerBytes, headerBytes + nonceBytes), Buffer.concat([header, this.back.about]));
    const plain = Buffer.from(cipher.decrypt(sealed.subarray(headerBytes + nonceBytes)));
    // Epoch and length stand before the body.
    return JSON.parse(plain.subarray(6, 6 + plain.readUInt16LE(4)).toString()) as Bundle;
  }
}

/** Somebody who holds a link. */
export class Visitor {
  private readonly keys;
  private readonly signing = generateKeyPairSync('ed25519');
  private readonly exchange = generateKeyPairSync('x25519');
  private readonly session = raw(this.signing.publicKey);
  private readonly peer = hash(text('plenum peer v1'), this.session);
  private readonly hello: Buffer;
  private readonly pairs: Pair[] = [];
  /** What others sealed for them, in the order in which it came. */
  readonly heard: Bundle[] = [];
  private line: WebSocket | undefined;
  private revision = 0;
  private messages = 0;

  constructor(private readonly link: string) {
    this.keys = keysOf(link);
    const body = text(JSON.stringify({ exchange_key: coded(raw(this.exchange.publicKey)), versions: [1, 1] }));
    const about = Buffer.concat([text('plenum hello v1'), this.keys.room, this.session]);
    const plain = Buffer.alloc(helloBytes - nonceBytes - tagBytes);
    Buffer.concat([sign(null, Buffer.concat([about, body]), this.signing.privateKey), u16(body.length), body]).copy(plain);
    const nonce = randomBytes(nonceBytes);
    this.hello = Buffer.concat([nonce, xchacha20poly1305(this.keys.hello, nonce, about).encrypt(plain)]);
  }

  /** Takes a seat. They dial from this address of the machine; they know whoever sits there by then. */
  async arrive(from: string): Promise<void> {
    const origin = new URL(this.link).origin.replace('http', 'ws');
    const shard = this.keys.room.subarray(0, 1).toString('hex');
    const line = new WebSocket(`${origin.replace('localhost', '127.0.0.1')}/ws/${shard}`, { localAddress: from, headers: { host: new URL(origin).host } });
    this.line = line;
    const ended = once(line, 'close').then(() => {
      throw new Error('the server closed the line');
    });
    const seated = new Promise<void>((resolve, reject) => {
      line.on('message', (data, binary) => {
        if (binary) return this.receive(data as Buffer);
        const message = JSON.parse(String(data)) as Message;
        if (message.type === 'challenge') line.send(this.join(origin, decoded(message.nonce!)));
        if (message.type === 'welcome') message.peers!.forEach((peer) => this.meet(peer));
        if (message.type === 'arrived') this.meet(message as Seat);
        if (message.type === 'ping') line.send(JSON.stringify({ type: 'pong' }));
        if (message.type === 'refused') reject(new Error(`refused: ${message.reason}`));
        if (message.type === 'seated') resolve();
      });
      line.on('error', reject);
    });
    await Promise.race([seated, ended]);
    ended.catch(() => undefined);
  }

  /** "I am in the meeting, under this name", muted and without a camera. Returns by which id that is to be acknowledged. */
  enter(name: string): number {
    this.revision += 1;
    return this.say({ topic: 'room', type: 'status', revision: this.revision, presence: 'in', name, microphone: false, camera: false });
  }

  /** Goes for good. */
  async leave(): Promise<void> {
    const line = this.line!;
    this.say({ topic: 'room', type: 'goodbye', reason: 'left' });
    line.send(JSON.stringify({ type: 'leave' }));
    if (line.readyState !== WebSocket.CLOSED) await once(line, 'close');
  }

  /** To everybody they have met. */
  private say(message: { topic: string; type: string; [field: string]: unknown }): number {
    this.messages += 1;
    for (const pair of this.pairs) this.line!.send(pair.seal({ messages: [{ id: this.messages, ...message }] }));
    return this.messages;
  }

  /** Opens what somebody sealed, and says that it came. */
  private receive(message: Buffer): void {
    const pair = this.pairs.findLast(({ seat }) => seat.equals(message.subarray(0, seat.length)));
    if (pair === undefined) return;
    const bundle = pair.open(message);
    this.heard.push(bundle);
    const acks = bundle.messages.flatMap(({ id }) => id ?? []);
    if (acks.length > 0) this.line!.send(pair.seal({ acks, messages: [] }));
  }

  private join(origin: string, nonce: Buffer): string {
    const admission = raw(createPublicKey(this.keys.admission));
    const fields = [text(origin), nonce, this.keys.room, admission, this.session, hash(this.hello), u16(1)];
    const length = (field: Uint8Array) => Buffer.concat([u16(field.length), Buffer.alloc(2)]);
    const signed = Buffer.concat([text('plenum admit v1'), ...fields.flatMap((field) => [length(field), field])]);
    return JSON.stringify({
      type: 'join',
      version: 1,
      room: coded(this.keys.room),
      admission_key: coded(admission),
      session_key: coded(this.session),
      admission_signature: coded(sign(null, signed, this.keys.admission)),
      session_signature: coded(sign(null, signed, this.signing.privateKey)),
      hello: coded(this.hello),
    });
  }

  private meet({ slot, generation, session_key, hello }: Seat): void {
    const [their, sealed] = [decoded(session_key), decoded(hello)];
    const peer = hash(text('plenum peer v1'), their);
    const about = Buffer.concat([text('plenum hello v1'), this.keys.room, their]);
    const plain = Buffer.from(xchacha20poly1305(this.keys.hello, sealed.subarray(0, nonceBytes), about).decrypt(sealed.subarray(nonceBytes)));
    const said = JSON.parse(plain.subarray(66, 66 + plain.readUInt16LE(64)).toString()) as { exchange_key: string };
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: said.exchange_key }, format: 'jwk' });
    const secret = hmac(this.keys.hello, diffieHellman({ privateKey: this.exchange.privateKey, publicKey }));
    const hellos = [hash(this.hello), hash(sealed)];
    if (Buffer.compare(this.peer, peer) > 0) hellos.reverse();
    const way = (...ends: Buffer[]): Way => ({
      key: expand(secret, 32, text('plenum pair v1'), Buffer.from([path, 0]), this.keys.room, ...hellos, ...ends),
      about: Buffer.concat([this.keys.room, ...ends]),
    });
    this.pairs.push(new Pair(way(this.peer, peer), way(peer, this.peer), Buffer.concat([u16(slot), u16(generation)])));
  }
}
