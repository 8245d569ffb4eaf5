// What lines are as a whole: each finds its own direction, items of lists hang, quotes and code blocks have a ground.
import { syntaxTree } from '@codemirror/language';
import { type EditorState, type Extension, RangeSetBuilder } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { shapeOf } from './shape.ts';

const line = (name?: string) => Decoration.line({ attributes: { dir: 'auto' }, ...(name === undefined ? {} : { class: name }) });
const plain = line();
const blocks = new Map([
  ['FencedCode', line('plenum-fence')],
  ['Blockquote', line('plenum-quote')],
]);

/** About what a character takes of an em in the fonts of systems; a pixel more or less is not seen. */
const widths = { space: 0.3, digit: 0.58, other: 0.35 };
const widest = 8;
const items = new Map<number, Decoration>();

/** What does not fit into the line goes on below the first word and not below the sign. */
function item(text: string): Decoration | undefined {
  const { quote, indent, kind, sign } = shapeOf(text);
  if (kind === undefined || kind === 'heading' || quote !== '') return undefined;
  // A box stands where words would: what follows goes on below it.
  const before = indent + (kind === 'check' ? sign.replace(/\[.*/, '') : sign);
  let width = 0;
  for (const one of before) width += /\s/.test(one) ? widths.space : /\d/.test(one) ? widths.digit : widths.other;
  const rounded = Math.round(Math.min(width, widest) * 100) / 100;
  let found = items.get(rounded);
  if (found === undefined) {
    found = Decoration.line({ class: 'plenum-item', attributes: { dir: 'auto', style: `--hang: ${rounded}em` } });
    items.set(rounded, found);
  }
  return found;
}

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
      if (at.from > done) builder.add(at.from, at.from, inside.get(at.from) ?? item(at.text) ?? plain);
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
