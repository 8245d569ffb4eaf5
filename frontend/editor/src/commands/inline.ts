// Commands for words: marks around the selection, or around the word at the caret, on and off.
import { syntaxTree } from '@codemirror/language';
import type { ChangeSpec, EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';

export interface Mark {
  /** What stands on both sides. */
  sign: string;
  /** The grammar's name for what stands between. */
  node: string;
}

export const bold: Mark = { sign: '**', node: 'StrongEmphasis' };
export const italic: Mark = { sign: '_', node: 'Emphasis' };
export const strike: Mark = { sign: '~~', node: 'Strikethrough' };
export const code: Mark = { sign: '`', node: 'InlineCode' };

/** What stands around all of the selection. */
export function around(state: EditorState, name: string): { from: number; to: number } | undefined {
  const { from, to } = state.selection.main;
  for (const side of [-1, 1] as const) {
    for (let node = syntaxTree(state).resolveInner(from, side); node.parent !== null; node = node.parent) {
      if (node.name === name && node.from <= from && node.to >= to) return node;
    }
  }
  return undefined;
}

/** Indentation and signs of quotes, lists and headings are never marked. */
const beginning = /^\s*(?:>\s*)*(?:(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?|#{1,6}\s+)?/;

/** What of the selection is text, line by line. */
function pieces(state: EditorState): { from: number; to: number }[] {
  const { main } = state.selection;
  const selected = main.empty ? (state.wordAt(main.head) ?? main) : main;
  const found: { from: number; to: number }[] = [];
  for (let line = state.doc.lineAt(selected.from); ; line = state.doc.line(line.number + 1)) {
    const text = line.from + (beginning.exec(line.text)?.[0].length ?? 0);
    const [start, end] = [Math.max(text, selected.from), Math.min(line.to, selected.to)];
    const inside = state.sliceDoc(start, Math.max(start, end));
    const from = start + inside.length - inside.trimStart().length;
    const to = from + inside.trim().length;
    if (from < to) found.push({ from, to });
    if (line.to >= selected.to) return found;
  }
}

export function toggle(view: EditorView, { sign, node }: Mark): boolean {
  const { state } = view;
  const { main } = state.selection;
  const width = sign.length;
  const there = around(state, node);
  const bare = main.empty && state.sliceDoc(main.head - width, main.head + width) === sign + sign;
  let changes: ChangeSpec[];
  if (bare) changes = [{ from: main.head - width, to: main.head + width }];
  else if (there !== undefined) {
    const open = /^[`*_~]/.exec(state.sliceDoc(there.from, there.from + 1)) === null ? 0 : width;
    changes = [
      { from: there.from, to: there.from + open },
      { from: there.to - open, to: there.to },
    ];
  } else {
    const parts = pieces(state);
    if (parts.length === 0) {
      view.dispatch({ ...state.replaceSelection(sign + sign), userEvent: 'input' });
      view.dispatch({ selection: { anchor: view.state.selection.main.head - width } });
      return true;
    }
    changes = parts.flatMap(({ from, to }) => [
      { from, insert: sign },
      { from: to, insert: sign },
    ]);
  }
  const set = state.changes(changes);
  // What was selected stays selected, without the signs.
  const [from, to] = main.empty ? [set.mapPos(main.head, -1), set.mapPos(main.head, -1)] : [set.mapPos(main.from, 1), set.mapPos(main.to, -1)];
  const forwards = main.anchor <= main.head;
  const selection = { anchor: forwards ? from : to, head: forwards ? to : from };
  view.dispatch({ changes: set, selection, scrollIntoView: true, userEvent: 'input' });
  return true;
}

const address = /^(?:https?:\/\/|mailto:)\S+$/;

/** `[words](https://)` with the part selected that is missing. */
export function link(view: EditorView): boolean {
  const { state } = view;
  const { main } = state.selection;
  const { from, to } = main.empty ? (state.wordAt(main.head) ?? main) : main;
  const selected = state.sliceDoc(from, to);
  if (selected.includes('\n')) return false;
  const isAddress = address.test(selected);
  const [words, target] = isAddress ? ['', selected] : [selected, 'https://'];
  const start = from + 1;
  const inside = start + words.length + 2;
  const selection = words === '' ? { anchor: start } : { anchor: inside, head: inside + target.length };
  view.dispatch({ changes: { from, to, insert: `[${words}](${target})` }, selection, scrollIntoView: true, userEvent: 'input' });
  return true;
}
