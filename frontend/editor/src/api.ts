// What the page and the editor tell each other. All offsets count UTF-16 code units, as `yrs` does when asked to.

/** One replacement. The changes of a list all count in the document before it, are sorted and do not overlap. */
export interface Change {
  from: number;
  to: number;
  insert: string;
}

/** Words in the language of the page. */
export interface Labels {
  /** The accessible name: "Notes". */
  name: string;
  /** How one leaves by keyboard: "Escape, then Tab leaves the notes". */
  description?: string;
  /** Shown while there is no text. */
  placeholder?: string;
  /**
   * For CodeMirror's own words, in English as keys. Those that are seen or said: "Find", "next", "previous", "match case",
   * "Replace", "replace", "replace all", "close", "current match", "on line", "replaced match on line $",
   * "replaced $ matches", "Selection deleted", "Control character".
   */
  phrases?: Record<string, string>;
}

/** Eight colours; the style sheet has them. Others are taken modulo eight. */
export type Colour = number;

/** Where another person's caret is; `anchor` and `head` differ when something is selected. */
export interface Cursor {
  id: string;
  name: string;
  colour: Colour;
  anchor: number;
  head: number;
}

/** Text that somebody wrote. */
export interface Run {
  from: number;
  to: number;
  colour: Colour;
}

export type Command =
  | 'bold'
  | 'italic'
  | 'strike'
  | 'code'
  | 'link'
  /** None, then one, two and three, then none again. */
  | 'heading'
  | 'list'
  | 'numbered'
  /** Lines become items with a check box. */
  | 'check'
  | 'quote'
  /** Ticks the check boxes of the selected lines, or clears them. */
  | 'tick'
  | 'undo'
  | 'redo'
  | 'find';

export interface Options {
  /** The authority's document, and the version that it is. */
  text: string;
  version: number;
  readOnly?: boolean;
  labels: Labels;
  /** The most UTF-16 code units the document may have: what would make it longer is not typed. */
  limit?: number;
  /**
   * The editor proposes changes to this version of the document. It proposes nothing more until they are confirmed
   * (`receive` with `own`), or lost against another's patch (`receive` without), or against a new beginning (`reset`).
   * The authority takes them as they are, or not at all: never when this version is over. What it tells comes in order.
   */
  onPush(version: number, changes: Change[]): void;
  /**
   * One's own caret in this version of the document, every 100 ms at most, from the first focus on. Not told when others
   * can know: carets move with the text around them.
   */
  onCursor(anchor: number, head: number, version: number): void;
  /** The worker shall undo one's own last edit; everything typed before is confirmed by then. */
  onUndo(): void;
  onRedo(): void;
  /** What a toolbar shows as pressed, whenever that changes. */
  onActive?(commands: Command[]): void;
  /** The document would become longer than `limit`. */
  onFull?(): void;
  /** Files were pasted into the text, or dropped on it: then the caret is where they fell. What of them is text, `insert` takes. */
  onFiles?(files: File[]): void;
  /** Is asked first about every key; `true`: the page has done it, the editor shall not. */
  onKey?(event: KeyboardEvent): boolean;
}

export interface Editor {
  /**
   * A patch of the authority, which makes this version of the one before; in order. `own`: it is what was pushed last, and
   * `changes` are not read. `reveal`: the caret goes to where it changed something, as after an undo.
   * `false`: a patch is missing or does not fit; ask the authority for everything and call `reset`.
   */
  receive(version: number, changes: Change[], own: boolean, reveal?: boolean): boolean;
  /**
   * Begins anew with the authority's document, say after the worker was restarted. What is not confirmed yet is kept, and pushed again:
   * it is not part of this text, and the authority takes nothing more that was pushed to a version before this one.
   */
  reset(version: number, text: string): void;
  /** Everybody else's carets, in the authority's document. Their names are shown for two seconds when they have moved. */
  setCursors(cursors: Cursor[]): void;
  /** Who wrote what, in the authority's document. Until the next call it moves with the text. */
  setAuthors(runs: Run[]): void;
  showAuthors(shown: boolean): void;
  setReadOnly(readOnly: boolean): void;
  /** The page speaks another language. */
  relabel(labels: Labels): void;
  /** Does what a button of a toolbar says, and gives the focus back to the text. `false`: there was nothing to do. */
  command(name: Command): boolean;
  /** Puts a text where the caret is, in the place of what is selected. `false`: there is no room for it, and nothing has changed. */
  insert(text: string): boolean;
  /** Ticks the check box of the line at this place of `text()`, or clears it. `false`: there is none. */
  tick(at: number): boolean;
  /** With what is not confirmed yet. */
  text(): string;
  wordCount(): number;
  focus(): void;
  /**
   * Takes it off the page. Resolves when all that was typed is confirmed: until then it pushes, and wants to `receive`.
   */
  close(): Promise<void>;
}
