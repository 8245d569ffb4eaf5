// Documents that were written key by key, the same at each run: the state that Yjs makes of them, which is also what our pads consist of.
import { createHash } from 'node:crypto';
import * as Y from 'yjs';

const words = 'wir nehmen das protokoll der letzten sitzung an und reden dann lange was alle wollen ist noch offen'.split(' ');

/** The same numbers at each run, from 0 up to below this. */
function drawn(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export interface History {
  /** All of it, as an update of version 1. */
  update: Uint8Array;
  text: string;
}

/**
 * Four people write, a transaction for each key: some words, then elsewhere in the text or on at the end, and each
 * twelfth key takes the last one back.
 */
export function typed(keys: number): History {
  const draw = drawn();
  const doc = new Y.Doc();
  const text = doc.getText('t');
  const writers = [11, 22, 33, 44];
  for (let done = 0; done < keys; ) {
    doc.clientID = writers[draw(writers.length)]!;
    let caret = draw(3) === 0 ? text.length : draw(text.length + 1);
    for (let left = 1 + draw(24); left > 0 && done < keys; left -= 1, done += 1) {
      if (caret > 0 && draw(12) === 0) text.delete((caret -= 1), 1);
      else text.insert(caret++, letter(draw));
    }
  }
  return { update: Y.encodeStateAsUpdate(doc), text: text.toString() };
}

/** Each key somewhere else, so that no two of them can be kept together: the most that so many keys can be. */
export function scattered(keys: number): History {
  const draw = drawn();
  const doc = new Y.Doc();
  const text = doc.getText('t');
  for (let done = 0; done < keys; done += 1) text.insert(draw(text.length + 1), letter(draw));
  return { update: Y.encodeStateAsUpdate(doc), text: text.toString() };
}

/** So many bytes of Markdown, put in by one person paragraph by paragraph. */
export function long(bytes: number): History {
  const draw = drawn();
  const doc = new Y.Doc();
  const text = doc.getText('t');
  for (let number = 1; text.length < bytes; number += 1) {
    const sentence = Array.from({ length: 60 }, () => words[draw(words.length)]).join(' ');
    text.insert(text.length, number % 5 === 0 ? `## Item ${number}\n\n` : `- **${number}** ${sentence}\n\n`);
  }
  return { update: Y.encodeStateAsUpdate(doc), text: text.toString() };
}

function letter(draw: (below: number) => number): string {
  const at = draw(32);
  return at === 0 ? '\n' : at < 6 ? ' ' : String.fromCharCode(97 + (at % 26));
}

/** A number below 2^32 as postcard writes it. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

/** A kept copy of a room whose first pad is this (`DOCUMENT-PROTOCOL.md`, "The kept copy"). */
export function copy({ update }: History): Buffer {
  const [records, versions, votes, lastRead] = [[0], [0], [0], [0]];
  const body = Buffer.from([...records, 1, ...Array<number>(16).fill(0), ...varint(update.length), ...update, ...versions, ...lastRead, ...votes]);
  const sum = createHash('sha256').update('plenum document copy v1').update(body).digest().subarray(0, 8);
  return Buffer.concat([Buffer.from([1]), sum, body]);
}
