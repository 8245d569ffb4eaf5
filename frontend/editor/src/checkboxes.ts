// Check boxes: `[ ]` stays text that everybody can read and write, looks like a box, and is ticked by a click or by Ctrl+Enter.
import { syntaxTree } from '@codemirror/language';
import { type Extension, RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, Direction, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

// The x in it is no Latin letter of the line: an isolate does not count when the line finds its direction.
const box = (name: string) => Decoration.mark({ class: name, attributes: { dir: 'ltr' }, bidiIsolate: Direction.LTR });
const [empty, ticked] = [box('plenum-box'), box('plenum-box plenum-box-ticked')];

function visible({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter({ name, from: start, to: end }) {
        if (name === 'TaskMarker') builder.add(start, end, state.sliceDoc(start + 1, start + 2) === ' ' ? empty : ticked);
      },
    });
  }
  return builder.finish();
}

const decorated = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = visible(view);
    }

    update(update: ViewUpdate) {
      const parsed = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || parsed) this.decorations = visible(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const marker = /^\s*(?:>\s*)*(?:[-*+]|\d+[.)])\s+\[([ xX])\]/;

/** Ticks the boxes of these lines if one of them is not ticked; clears them otherwise. */
export function tick(view: EditorView, from: number, to: number): boolean {
  const { state } = view;
  if (state.readOnly) return false;
  const places: { at: number; done: boolean }[] = [];
  for (let line = state.doc.lineAt(from); ; line = state.doc.line(line.number + 1)) {
    const match = marker.exec(line.text);
    if (match !== null) places.push({ at: line.from + match[0].length - 2, done: match[1] !== ' ' });
    if (line.to >= to) break;
  }
  if (places.length === 0) return false;
  const insert = places.every(({ done }) => done) ? ' ' : 'x';
  view.dispatch({ changes: places.map(({ at }) => ({ from: at, to: at + 1, insert })), userEvent: 'input.tick' });
  return true;
}

const boxOf = (event: Event) => (event.target instanceof Element ? event.target.closest('.plenum-box') : null);

const pointer = EditorView.domEventHandlers({
  // A tick moves no caret and opens no keyboard of a phone.
  mousedown: (event, view) => event.button === 0 && !view.state.readOnly && boxOf(event) !== null,
  click(event, view) {
    const target = boxOf(event);
    if (target === null || event.button !== 0) return false;
    const at = view.posAtDOM(target);
    return tick(view, at, at);
  },
});

export const checkboxes: Extension = [decorated, pointer];

/** Those of the selected lines. */
export function tickSelected(view: EditorView): boolean {
  const { from, to } = view.state.selection.main;
  return tick(view, from, to);
}
