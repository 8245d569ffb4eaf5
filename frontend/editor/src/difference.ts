// The difference of two texts as one replacement between what they begin and end with.
import { ChangeSet, type Text } from '@codemirror/state';
import { splitsPair } from './input.ts';

export function difference(before: Text, now: Text): ChangeSet {
  const [a, b] = [before.sliceString(0, undefined, '\n'), now.sliceString(0, undefined, '\n')];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  if (splitsPair(before, start) || splitsPair(now, start)) start -= 1;
  let end = 0;
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end += 1;
  if (splitsPair(before, a.length - end) || splitsPair(now, b.length - end)) end -= 1;
  return ChangeSet.of({ from: start, to: a.length - end, insert: b.slice(start, b.length - end) }, a.length, '\n');
}
