// Files that are pasted into the text or dropped on it. The editor reads none of them: the page knows how much it may read.
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Options } from './api.ts';
import { clean } from './input.ts';

/** What is taken from here goes nowhere else: CodeMirror would read all of a file, however long it is. */
export function files({ onFiles }: Pick<Options, 'onFiles'>): Extension {
  if (onFiles === undefined) return [];
  const take = (list: FileList | undefined): boolean => {
    if (list === undefined || list.length === 0) return false;
    const taken = [...list];
    // It may call the editor, which must not happen in the midst of an event.
    queueMicrotask(() => onFiles(taken));
    return true;
  };
  return EditorView.domEventHandlers({
    paste(event, view) {
      const data = event.clipboardData;
      // Programs that write put a picture beside every text they copy: then it is the text.
      return data !== null && !view.state.readOnly && data.getData('text/plain') === '' && take(data.files);
    },
    drop(event, view) {
      if (view.state.readOnly || !take(event.dataTransfer?.files)) return false;
      const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (at !== null) view.dispatch({ selection: { anchor: at } });
      view.focus();
      return true;
    },
  });
}

/** Puts a text where the caret is, in the place of what is selected; `false`: there is no room for it. */
export function insert(view: EditorView, text: string, limit = Number.POSITIVE_INFINITY): boolean {
  if (view.state.readOnly) return false;
  const change = view.state.replaceSelection(clean(text));
  if (view.state.changes(change.changes).newLength > limit) return false;
  view.dispatch(change, { userEvent: 'input.paste', scrollIntoView: true });
  return true;
}
