// Commands for whole lines: headings, lists, check boxes, quotes, code blocks, and how deep a list item is.
import type { ChangeSpec, EditorState, Line } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { type Kind, type Shape, shapeOf } from '../shape.ts';

function selectedLines({ doc, selection: { main } }: EditorState): Line[] {
  const lines: Line[] = [];
  for (let line = doc.lineAt(main.from); ; line = doc.line(line.number + 1)) {
    lines.push(line);
    if (line.to >= main.to) return lines;
  }
}

/** Empty lines between others stay so. */
function filled(lines: Line[]): Line[] {
  const some = lines.filter((line) => line.text.trim() !== '');
  return some.length > 0 ? some : lines.slice(0, 1);
}

function change(view: EditorView, changes: ChangeSpec[]): boolean {
  const set = view.state.changes(changes);
  if (set.empty) return false;
  // A caret where a sign is put stands behind it.
  const selection = view.state.selection.map(set, 1);
  view.dispatch({ changes: set, selection, scrollIntoView: true, userEvent: 'input' });
  return true;
}

export function toggleBlock(view: EditorView, kind: Exclude<Kind, 'heading'>): boolean {
  const lines = filled(selectedLines(view.state));
  const off = lines.every((line) => shapeOf(line.text).kind === kind);
  const changes = lines.map((line, index) => {
    const { quote, indent, sign } = shapeOf(line.text);
    const from = line.from + quote.length + indent.length;
    const insert = off ? '' : { list: '- ', check: '- [ ] ', numbered: `${index + 1}. ` }[kind];
    return { from, to: from + sign.length, insert };
  });
  return change(view, changes);
}

/** None, then one, two and three, then none again. */
export function cycleHeading(view: EditorView): boolean {
  const lines = filled(selectedLines(view.state));
  const first = shapeOf(lines[0]!.text);
  const level = first.kind === 'heading' ? first.sign.trim().length : 0;
  const sign = level >= 3 ? '' : `${'#'.repeat(level + 1)} `;
  const changes = lines.map((line) => {
    const { quote, indent, sign: old } = shapeOf(line.text);
    return { from: line.from + quote.length, to: line.from + quote.length + indent.length + old.length, insert: sign };
  });
  return change(view, changes);
}

export function toggleQuote(view: EditorView): boolean {
  const lines = selectedLines(view.state);
  const off = lines.every((line) => line.text.startsWith('>'));
  const sign = /^>\s?/;
  return change(
    view,
    lines.map((line) => ({ from: line.from, to: line.from + (off ? (sign.exec(line.text)?.[0].length ?? 0) : 0), insert: off ? '' : '> ' })),
  );
}

/** A block of code around the selected lines, or none if there is one. */
export function toggleFence(view: EditorView): boolean {
  const { state } = view;
  const lines = selectedLines(state);
  const [first, last] = [lines[0]!, lines.at(-1)!];
  const isFence = (line: Line) => line.text.startsWith('```');
  if (lines.length > 2 && isFence(first) && isFence(last)) {
    return change(view, [
      { from: first.from, to: first.to + 1 },
      { from: last.from - 1, to: last.to },
    ]);
  }
  const fence = '```';
  const changes = state.changes([
    { from: first.from, insert: `${fence}\n` },
    { from: last.to, insert: `\n${fence}` },
  ]);
  const selection = { anchor: first.from, head: last.to + 2 * fence.length + 2 };
  view.dispatch({ changes, selection, scrollIntoView: true, userEvent: 'input' });
  return true;
}

const isItem = ({ kind }: Shape) => kind !== undefined && kind !== 'heading';

/** Deeper by what the signs of the item above take; `undefined`: not in a list. */
export function indentItems(view: EditorView, deeper: boolean): boolean | undefined {
  const { state } = view;
  const lines = selectedLines(state);
  if (!lines.every((line) => isItem(shapeOf(line.text)))) return undefined;
  const first = lines[0]!;
  const { indent, quote } = shapeOf(first.text);
  if (!deeper && indent === '') return undefined;
  const above = first.number > 1 ? shapeOf(state.doc.line(first.number - 1).text) : undefined;
  const width = (one: Shape) => (one.kind === 'numbered' ? one.sign.length : 2);
  if (deeper) {
    // An item below nothing, or deeper than its parent already, has nowhere to go.
    if (above === undefined || !isItem(above) || above.indent.length < indent.length) return false;
    const insert = ' '.repeat(above.indent.length + width(above) - indent.length);
    return change(view, lines.map((line) => ({ from: line.from + quote.length, insert })));
  }
  const step = Math.min(indent.length, above !== undefined && isItem(above) && above.indent.length < indent.length ? indent.length - above.indent.length : 2);
  return change(
    view,
    lines.map((line) => {
      const own = shapeOf(line.text);
      return { from: line.from + own.quote.length, to: line.from + own.quote.length + Math.min(step, own.indent.length) };
    }),
  );
}
