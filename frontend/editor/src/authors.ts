// Who wrote what, as a ground behind the text that moves with it.
import { type Extension, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { Colour, Run } from './api.ts';

const colours = 8;
export const colourOf = (colour: Colour): number => ((Math.trunc(colour) % colours) + colours) % colours || 0;

const marks = Array.from({ length: colours }, (_, colour) => Decoration.mark({ class: `plenum-author plenum-author-${colour}` }));

/** In the editor's document. */
export const setAuthors = StateEffect.define<Run[]>();
export const showAuthors = StateEffect.define<boolean>();

interface Authors {
  shown: boolean;
  runs: DecorationSet;
}

export const authors: Extension = StateField.define<Authors>({
  create: () => ({ shown: false, runs: Decoration.none }),
  update(value, transaction) {
    let { shown, runs } = value;
    if (transaction.docChanged) runs = runs.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(showAuthors)) shown = effect.value;
      else if (effect.is(setAuthors)) {
        const ranges = effect.value.filter(({ from, to }) => from < to);
        runs = RangeSet.of(ranges.map(({ from, to, colour }) => marks[colourOf(colour)]!.range(from, to)), true);
      }
    }
    return shown === value.shown && runs === value.runs ? value : { shown, runs };
  },
  provide: (field) => EditorView.decorations.from(field, ({ shown, runs }) => (shown ? runs : Decoration.none)),
});
