// Cleans what is typed, pasted or composed: whole code points, one kind of line end, and no more than fits.
import { type ChangeSpec, EditorState, type Extension, type Text, Transaction, type TransactionSpec } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Options } from './api.ts';

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/** Whether this place is between the two halves of a code point. */
export function splitsPair(text: Text, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  const around = text.sliceString(at - 1, at + 1);
  return isHigh(around.charCodeAt(0)) && isLow(around.charCodeAt(1));
}

/** Lone surrogates have no UTF-8, and a lone return would be a line end to some and none to others. */
export const clean = (text: string) => text.replace(/\r\n?/g, '\n').replace(/\p{Surrogate}/gu, '\ufffd');

// Invariant: every edit begins and ends between code points. An input method that replaces one emoji by the next changes
// its second half only; rebased over the removal of the emoji, that half would be left alone.
const wholeCodePoints = EditorState.transactionFilter.of((transaction): Transaction | readonly TransactionSpec[] => {
  if (!transaction.docChanged) return transaction;
  const { doc } = transaction.startState;
  let untidy = false;
  const changes: ChangeSpec[] = [];
  transaction.changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    const from = splitsPair(doc, fromA) ? fromA - 1 : fromA;
    const to = splitsPair(doc, toA) ? toA + 1 : toA;
    const plain = inserted.sliceString(0, undefined, '\n');
    const insert = clean(doc.sliceString(from, fromA) + plain + doc.sliceString(toA, to));
    untidy ||= from !== fromA || to !== toA || insert !== plain;
    changes.push({ from, to, insert });
  });
  if (!untidy) return transaction;
  const whole = transaction.startState.changes(changes);
  const inside = (at: number) => Math.min(at, whole.newLength);
  const { anchor, head } = transaction.newSelection.main;
  const userEvent = transaction.annotation(Transaction.userEvent);
  return [
    {
      changes: whole,
      selection: { anchor: inside(anchor), head: inside(head) },
      scrollIntoView: transaction.scrollIntoView,
      ...(userEvent === undefined ? {} : { userEvent }),
    },
  ];
});

export function input({ limit = Number.POSITIVE_INFINITY, onFull }: Pick<Options, 'limit' | 'onFull'>): Extension {
  return [
    // Offsets must not depend on which characters an editor takes for line ends.
    EditorState.lineSeparator.of('\n'),
    EditorView.clipboardInputFilter.of(clean),
    wholeCodePoints,
    EditorState.changeFilter.of((transaction) => {
      const { newLength, length } = transaction.changes;
      if (newLength <= limit || newLength <= length) return true;
      // Not in the midst of a transaction.
      queueMicrotask(() => onFull?.());
      return false;
    }),
  ];
}
