// The commands of a toolbar by name, and which of them are on where the caret is.
import { openSearchPanel } from '@codemirror/search';
import type { EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Command } from '../api.ts';
import { tickSelected } from '../checkboxes.ts';
import { shapeOf } from '../shape.ts';
import { cycleHeading, toggleBlock, toggleFence, toggleQuote } from './blocks.ts';
import { around, bold, code, italic, link, strike, toggle } from './inline.ts';

export type EditCommand = Exclude<Command, 'undo' | 'redo' | 'find'>;

const edits: Record<EditCommand, (view: EditorView) => boolean> = {
  bold: (view) => toggle(view, bold),
  italic: (view) => toggle(view, italic),
  strike: (view) => toggle(view, strike),
  code(view) {
    const { doc, selection } = view.state;
    const isOneLine = doc.lineAt(selection.main.from).to >= selection.main.to;
    return isOneLine ? toggle(view, code) : toggleFence(view);
  },
  link,
  heading: cycleHeading,
  list: (view) => toggleBlock(view, 'list'),
  numbered: (view) => toggleBlock(view, 'numbered'),
  check: (view) => toggleBlock(view, 'check'),
  quote: toggleQuote,
  tick: tickSelected,
};

export function edit(view: EditorView, name: EditCommand): boolean {
  return !view.state.readOnly && Object.hasOwn(edits, name) && edits[name](view);
}

export const find = openSearchPanel;

/** In the order of `Command`. */
export function active(state: EditorState): Command[] {
  const inline = { bold: bold.node, italic: italic.node, strike: strike.node, code: code.node, link: 'Link' };
  const found: Command[] = [];
  for (const [name, node] of Object.entries(inline)) {
    if (around(state, node) !== undefined) found.push(name as Command);
  }
  const { quote, kind } = shapeOf(state.doc.lineAt(state.selection.main.head).text);
  if (kind !== undefined) found.push(kind);
  if (quote !== '') found.push('quote');
  return found;
}
