// Counts words: letters and digits, with what joins them.
import type { Text } from '@codemirror/state';

const word = /[\p{L}\p{M}\p{N}]+(?:['’._-][\p{L}\p{M}\p{N}]+)*/gu;

export function countWords(text: Text): number {
  let count = 0;
  for (const line of text.iterLines()) count += line.match(word)?.length ?? 0;
  return count;
}
