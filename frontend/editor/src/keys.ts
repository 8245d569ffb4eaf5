// Which keys do what. Tab is for lists only and leaves the notes otherwise; after Escape it always does.
import { standardKeymap } from '@codemirror/commands';
import { deleteMarkupBackward, insertNewlineContinueMarkup } from '@codemirror/lang-markdown';
import { closeSearchPanel, findNext, findPrevious } from '@codemirror/search';
import { type Extension, Prec } from '@codemirror/state';
import { EditorView, type KeyBinding, keymap } from '@codemirror/view';
import type { Options } from './api.ts';
import { indentItems } from './commands/blocks.ts';
import { type EditCommand, edit, find } from './commands/index.ts';

/** What undoes and makes undone, wherever a browser has it: keys, menus, shaking a phone. */
export interface History {
  undo(): boolean;
  redo(): boolean;
}

const does = (name: EditCommand) => (view: EditorView) => edit(view, name);

// In a list Tab never leaves, not even where an item can go no deeper: half of those who press it would be lost.
const tab = (deeper: boolean) => (view: EditorView) => !view.state.readOnly && indentItems(view, deeper) !== undefined;

const bindings: KeyBinding[] = [
  { key: 'Enter', run: insertNewlineContinueMarkup },
  { key: 'Backspace', run: deleteMarkupBackward },
  { key: 'Tab', run: tab(true), shift: tab(false) },
  { key: 'Mod-b', run: does('bold'), preventDefault: true },
  { key: 'Mod-i', run: does('italic'), preventDefault: true },
  { key: 'Mod-k', run: does('link'), preventDefault: true },
  { key: 'Mod-Enter', run: does('tick') },
];

const searching: KeyBinding[] = [
  { key: 'Mod-f', run: find, scope: 'editor search-panel', preventDefault: true },
  { key: 'F3', run: findNext, shift: findPrevious, scope: 'editor search-panel', preventDefault: true },
  { key: 'Mod-g', run: findNext, shift: findPrevious, scope: 'editor search-panel', preventDefault: true },
  // In the panel only: in the text Escape belongs to the page, and to Tab.
  { key: 'Escape', run: closeSearchPanel, scope: 'search-panel' },
];

export function keys({ undo, redo }: History, onKey: Options['onKey']): Extension {
  return [
    Prec.highest(EditorView.domEventHandlers({ keydown: (event) => onKey?.(event) ?? false })),
    EditorView.domEventHandlers({
      beforeinput({ inputType }, view) {
        if (inputType === 'historyUndo') return undo();
        if (inputType === 'historyRedo') return redo();
        if (inputType === 'formatBold') return edit(view, 'bold');
        if (inputType === 'formatItalic') return edit(view, 'italic');
        return false;
      },
    }),
    Prec.high(
      keymap.of([
        { key: 'Mod-z', run: undo, preventDefault: true },
        { key: 'Mod-y', mac: 'Mod-Shift-z', run: redo, preventDefault: true },
        { linux: 'Ctrl-Shift-z', win: 'Ctrl-Shift-z', run: redo, preventDefault: true },
        ...bindings,
      ]),
    ),
    keymap.of([...searching, ...standardKeymap]),
  ];
}
