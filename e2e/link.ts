// The link as PEER-PROTOCOL.md writes it, told a second time and apart from the product, so that each checks the other.
import { createHash, randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const lastLetters = 'abcdefghjkmnpqrs';

export interface Flags {
  passphrase?: boolean;
  reserved?: boolean;
}

/** The code of a room: 26 characters for the secret and two flags, 3 of the check, and a letter that ends it. */
export function code(secret: Buffer = randomBytes(16), { passphrase = false, reserved = false }: Flags = {}): string {
  const flags = (passphrase ? 2 : 0) | (reserved ? 1 : 0);
  const digest = createHash('sha256').update('plenum link v1').update(secret).update(Buffer.from([flags])).digest();
  const check = digest.readUInt32BE() >>> (32 - 19);
  let value = (BigInt(`0x${secret.toString('hex')}`) << 2n) | BigInt(flags);
  value = (value << 15n) | BigInt(check >> 4);
  let text = '';
  for (let place = 28; place >= 0; place--) text += alphabet[Number((value >> BigInt(5 * place)) & 31n)];
  return text + lastLetters[check & 15];
}

/** The code in a link. */
export function codeOf(link: string): string {
  const code = new URL(link).hash.split(/[#&]/).at(-1);
  if (code === undefined || !/^[0-9a-hjkmnp-tv-z]{29}[a-hjkmnp-s]$/.test(code)) throw new Error(`no code at the end of ${link}`);
  return code;
}

/** The secret in a link. */
export function secretOf(link: string): Buffer {
  let value = 0n;
  for (const character of codeOf(link).slice(0, 26)) value = (value << 5n) | BigInt(alphabet.indexOf(character));
  return Buffer.from((value >> 2n).toString(16).padStart(32, '0'), 'hex');
}
