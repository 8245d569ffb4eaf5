// Other people's carets and selections, with their names: drawn in layers of their own, so that the text's elements stay as they are.
import { type ChangeDesc, EditorSelection, type Extension, StateEffect, StateField, Transaction } from '@codemirror/state';
import { EditorView, layer, type LayerMarker, RectangleMarker, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import type { Cursor } from './api.ts';
import { colourOf } from './authors.ts';

/** For so long a name is read after its caret has moved. */
const nameShownMs = 2_000;
/** So near must a mouse come to see whose caret it is, in pixels. */
const near = 6;
/** The room that a name needs above its caret, in pixels. */
const nameHeight = 22;

/** A caret as it is drawn: in the editor's document. */
interface Caret extends Cursor {
  named: boolean;
  /** Counts how often it moved. */
  moves: number;
}

export const setCursors = StateEffect.define<Cursor[]>();
const hideName = StateEffect.define<string>();

/** Text that comes in front of a caret is its owner's more often than not, when it comes from the authority. */
function moved(caret: Caret, changes: ChangeDesc, isRemote: boolean): Caret {
  const side = isRemote ? 1 : -1;
  const [anchor, head] = [changes.mapPos(caret.anchor, side), changes.mapPos(caret.head, side)];
  const writes = isRemote && changes.touchesRange(caret.head) !== false;
  return writes ? { ...caret, anchor, head, named: true, moves: caret.moves + 1 } : { ...caret, anchor, head };
}

const carets = StateField.define<readonly Caret[]>({
  create: () => [],
  update(value, transaction) {
    let now = value;
    if (transaction.docChanged && now.length > 0) {
      const isRemote = transaction.annotation(Transaction.remote) === true;
      now = now.map((caret) => moved(caret, transaction.changes, isRemote));
    }
    for (const effect of transaction.effects) {
      if (effect.is(setCursors)) {
        const before = new Map(now.map((caret) => [caret.id, caret]));
        now = effect.value.map((cursor) => {
          const old = before.get(cursor.id);
          const still = old !== undefined && old.anchor === cursor.anchor && old.head === cursor.head;
          return { ...cursor, named: still ? old.named : true, moves: (old?.moves ?? 0) + (still ? 0 : 1) };
        });
      } else if (effect.is(hideName)) {
        now = now.map((caret) => (caret.id === effect.value ? { ...caret, named: false } : caret));
      }
    }
    return now;
  },
});

/** Takes names away when they were read. */
const names = ViewPlugin.fromClass(
  class {
    private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

    constructor(private readonly view: EditorView) {}

    update({ startState, state }: ViewUpdate) {
      const [before, now] = [startState.field(carets), state.field(carets)];
      if (before === now) return;
      const moves = new Map(before.map((caret) => [caret.id, caret.moves]));
      for (const { id, moves: count } of now) {
        if (moves.get(id) === count) continue;
        clearTimeout(this.timers.get(id));
        this.timers.set(id, setTimeout(() => this.hide(id), nameShownMs));
      }
    }

    destroy() {
      for (const timer of this.timers.values()) clearTimeout(timer);
    }

    private hide(id: string) {
      this.timers.delete(id);
      this.view.dispatch({ effects: hideName.of(id) });
    }
  },
);

class CaretMarker implements LayerMarker {
  constructor(
    private readonly caret: Caret,
    private readonly at: RectangleMarker,
    private readonly width: number,
  ) {}

  eq(other: CaretMarker): boolean {
    const { id, name, colour, named } = this.caret;
    const same = id === other.caret.id && name === other.caret.name && colour === other.caret.colour;
    return same && named === other.caret.named && this.width === other.width && this.at.eq(other.at);
  }

  draw(): HTMLElement {
    const [dom, name] = [document.createElement('div'), document.createElement('bdi')];
    name.textContent = this.caret.name;
    dom.append(name);
    this.adjust(dom);
    return dom;
  }

  update(dom: HTMLElement, old: CaretMarker): boolean {
    if (old.caret.id !== this.caret.id || old.caret.name !== this.caret.name) return false;
    this.adjust(dom);
    return true;
  }

  private adjust(dom: HTMLElement): void {
    const { at, caret, width } = this;
    const classes = [
      'plenum-caret',
      `plenum-caret-${colourOf(caret.colour)}`,
      ...(caret.named ? ['plenum-caret-named'] : []),
      // A name must neither be cut off nor make the notes wider.
      ...(at.top < nameHeight ? ['plenum-caret-below'] : []),
      ...(at.left > width / 2 ? ['plenum-caret-left'] : []),
    ];
    dom.className = classes.join(' ');
    dom.style.left = `${at.left}px`;
    dom.style.top = `${at.top}px`;
    dom.style.height = `${at.height}px`;
  }
}

const changed = ({ docChanged, viewportChanged, startState, state }: ViewUpdate) =>
  docChanged || viewportChanged || startState.field(carets) !== state.field(carets);

const drawn = layer({
  above: true,
  class: 'plenum-carets',
  update: changed,
  markers(view) {
    const width = view.scrollDOM.clientWidth;
    return view.state.field(carets).flatMap((caret) => {
      const at = RectangleMarker.forRange(view, '', EditorSelection.cursor(caret.head));
      return at.map((rectangle) => new CaretMarker(caret, rectangle, width));
    });
  },
});

const selections = layer({
  above: false,
  class: 'plenum-selections',
  update: changed,
  markers(view) {
    return view.state.field(carets).flatMap(({ anchor, head, colour }) => {
      const name = `plenum-selection plenum-selection-${colourOf(colour)}`;
      return anchor === head ? [] : RectangleMarker.forRange(view, name, EditorSelection.range(anchor, head));
    });
  },
});

// Carets let the mouse through to the text: whose is near is found by place.
const hover = EditorView.domEventObservers({
  mousemove({ clientX, clientY }, view) {
    if (view.state.field(carets).length === 0) return;
    for (const caret of view.scrollDOM.querySelectorAll('.plenum-caret')) {
      const { left, right, top, bottom } = caret.getBoundingClientRect();
      const isNear = clientX > left - near && clientX < right + near && clientY > top && clientY < bottom;
      caret.classList.toggle('plenum-caret-hovered', isNear);
    }
  },
});

export const cursors: Extension = [carets, names, drawn, selections, hover];
