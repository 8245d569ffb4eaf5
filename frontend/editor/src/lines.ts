// What lines are as a whole: each finds its own direction, quotes and code blocks have a ground.
import { syntaxTree } from '@codemirror/language';
import { type EditorState, type Extension, RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';

const line = (name?: string) => Decoration.line({ attributes: { dir: 'auto' }, ...(name === undefined ? {} : { class: name }) });
const plain = line();
const blocks = new Map([
  ['FencedCode', line('plenum-fence')],
  ['Blockquote', line('plenum-quote')],
]);

/** Lines by what they are part of; the outermost counts. */
function blocksBetween(state: EditorState, from: number, to: number): Map<number, Decoration> {
  const found = new Map<number, Decoration>();
  syntaxTree(state).iterate({
    from,
    to,
    enter(node) {
      const block = blocks.get(node.name);
      if (block === undefined) return true;
      const last = Math.min(node.to, to);
      for (let at = state.doc.lineAt(Math.max(node.from, from)); ; at = state.doc.line(at.number + 1)) {
        found.set(at.from, block);
        if (at.to >= last) return false;
      }
    },
  });
  return found;
}

function visible({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let done = -1;
  for (const { from, to } of visibleRanges) {
    const inside = blocksBetween(state, from, to);
    for (let at = state.doc.lineAt(from); ; at = state.doc.line(at.number + 1)) {
      if (at.from > done) builder.add(at.from, at.from, inside.get(at.from) ?? plain);
      done = at.from;
      if (at.to >= to) break;
    }
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

export const lines: Extension = [EditorView.lineWrapping, EditorView.perLineTextDirection.of(true), decorated];
