// The editor of the notes: CodeMirror, put together for many who write at once. What it offers is described in `api.ts`.
import { search } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, highlightSpecialChars, placeholder, type ViewUpdate } from '@codemirror/view';
import type { Change, Command, Cursor, Editor, Labels, Options, Run } from './api.ts';
import { authors, setAuthors, showAuthors } from './authors.ts';
import { checkboxes, tick } from './checkboxes.ts';
import { active, edit, find } from './commands/index.ts';
import { cursors, setCursors } from './cursors.ts';
import { files, insert } from './files.ts';
import { input } from './input.ts';
import { keys } from './keys.ts';
import { lines } from './lines.ts';
import { markdown } from './markdown.ts';
import { OwnCursor } from './own_cursor.ts';
import { Replica, unconfirmed } from './replica.ts';
import { adoptStyles } from './styles.ts';
import { countWords } from './words.ts';

/** Opens an editor that fills `parent`. */
export function open(parent: HTMLElement, options: Options): Editor {
  adoptStyles();
  return new Notes(parent, options);
}

/** A plain text area to whoever does not see it: others' edits are read when one gets there, not announced. */
function attributes({ name, description }: Labels): Extension {
  return EditorView.contentAttributes.of({
    'aria-label': name,
    ...(description === undefined ? {} : { 'aria-description': description }),
    tabindex: '0',
    spellcheck: 'true',
    autocorrect: 'on',
    autocapitalize: 'sentences',
    // No browser shall send the text away to have it continued.
    writingsuggestions: 'false',
  });
}

/** All words, in the language of the page. */
const worded = (labels: Labels): Extension => [
  attributes(labels),
  EditorState.phrases.of(labels.phrases ?? {}),
  placeholder(labels.placeholder ?? ''),
];

const readOnly = (is: boolean): Extension => [EditorState.readOnly.of(is), EditorView.editable.of(!is)];

class Notes implements Editor {
  private readonly view: EditorView;
  private readonly replica: Replica;
  private readonly ownCursor: OwnCursor;
  private readonly editing = new Compartment();
  private readonly labels = new Compartment();
  private shownAsActive = '';

  constructor(
    parent: HTMLElement,
    private readonly options: Options,
  ) {
    const { text, labels } = options;
    this.view = new EditorView({ parent });
    this.view.setState(
      EditorState.create({
        doc: text,
        extensions: [
          input(options),
          files(options),
          unconfirmed,
          this.editing.of(readOnly(options.readOnly ?? false)),
          keys({ undo: () => this.undo(options.onUndo), redo: () => this.undo(options.onRedo) }, options.onKey),
          this.labels.of(worded(labels)),
          search({ top: true }),
          highlightSpecialChars(),
          markdown,
          lines,
          checkboxes,
          authors,
          cursors,
          EditorView.updateListener.of((update) => this.updated(update)),
        ],
      }),
    );
    this.replica = new Replica(this.view, options, (changes) => this.ownCursor.patched(changes));
    this.ownCursor = new OwnCursor(this.view, this.replica, options.onCursor);
  }

  receive(version: number, changes: Change[], own: boolean, reveal = false): boolean {
    return this.replica.receive(version, changes, own, reveal);
  }

  reset(version: number, text: string): void {
    this.replica.reset(version, text);
    this.ownCursor.forget();
  }

  setCursors(list: Cursor[]): void {
    const here = (position: number) => this.replica.toLocal(position);
    const local = list.map((cursor) => ({ ...cursor, anchor: here(cursor.anchor), head: here(cursor.head) }));
    this.view.dispatch({ effects: setCursors.of(local) });
  }

  setAuthors(runs: Run[]): void {
    const local = runs.map(({ from, to, colour }) => ({ from: this.replica.toLocal(from, 1), to: this.replica.toLocal(to, -1), colour }));
    this.view.dispatch({ effects: setAuthors.of(local) });
  }

  showAuthors(shown: boolean): void {
    this.view.dispatch({ effects: showAuthors.of(shown) });
  }

  setReadOnly(is: boolean): void {
    this.view.dispatch({ effects: this.editing.reconfigure(readOnly(is)) });
  }

  relabel(labels: Labels): void {
    this.view.dispatch({ effects: this.labels.reconfigure(worded(labels)) });
  }

  command(name: Command): boolean {
    if (name === 'find') return find(this.view);
    this.view.focus();
    if (name === 'undo') return this.undo(this.options.onUndo);
    if (name === 'redo') return this.undo(this.options.onRedo);
    return edit(this.view, name);
  }

  insert(text: string): boolean {
    return insert(this.view, text, this.options.limit);
  }

  tick(at: number): boolean {
    return at <= this.view.state.doc.length && tick(this.view, at, at);
  }

  text(): string {
    return this.view.state.sliceDoc();
  }

  wordCount(): number {
    return countWords(this.view.state.doc);
  }

  focus(): void {
    this.view.focus();
  }

  close(): Promise<void> {
    this.ownCursor.close();
    this.view.dom.remove();
    return new Promise((resolve) => {
      this.replica.whenConfirmed(() => {
        // Not in the midst of the patch that has confirmed it.
        queueMicrotask(() => this.view.destroy());
        resolve();
      });
    });
  }

  private undo(then: () => void): boolean {
    if (!this.view.state.readOnly) this.replica.whenConfirmed(then);
    return true;
  }

  private updated(update: ViewUpdate): void {
    if (update.docChanged) this.replica.changed();
    this.ownCursor.updated(update);
    const { onActive } = this.options;
    if (onActive === undefined || !(update.docChanged || update.selectionSet)) return;
    const commands = active(update.state);
    if (commands.join() === this.shownAsActive) return;
    this.shownAsActive = commands.join();
    // It may call the editor, which must not happen in the midst of an update.
    queueMicrotask(() => onActive(commands));
  }
}
