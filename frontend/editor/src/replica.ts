// The editor's side of collaboration: pushes local edits to the central authority one at a time, and rebases them over its patches.
import { collab, receiveUpdates, sendableUpdates } from '@codemirror/collab';
import { ChangeSet, type Extension, type Text, type Transaction } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Change, Options } from './api.ts';
import { difference } from './difference.ts';

/** An edit is pushed at once, or with all that follow in this time after the push before: a frame or two, and fewer messages than keys. */
const coalesceMs = 30;
const [own, other] = ['own', 'other'];

/** Makes the editor keep what is not confirmed. */
export const unconfirmed: Extension = collab({ clientID: own });

export class Replica {
  private version: number;
  /** The authority's document. */
  private authority: Text;
  /** So many of the first unconfirmed updates are under way, as one push to this version. */
  private pushed: number | undefined;
  private pushedAt = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What waits for so many updates to be confirmed. */
  private waiting: { updates: number; then: () => void }[] = [];

  constructor(
    private readonly view: EditorView,
    private readonly options: Pick<Options, 'version' | 'onPush'>,
    /** The authority's document has changed so. */
    private readonly onPatch: (changes: ChangeSet) => void,
  ) {
    this.version = options.version;
    this.authority = view.state.doc;
  }

  /** There are local edits. */
  changed(): void {
    if (this.pushed === undefined && this.timer === undefined && sendableUpdates(this.view.state).length > 0) {
      // Never within the call that has made the edit.
      this.timer = setTimeout(() => this.send(), this.pushedAt + coalesceMs - performance.now());
    }
  }

  /** Pushes what is there, if nothing is under way. */
  send(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const updates = sendableUpdates(this.view.state);
    if (this.pushed !== undefined || updates.length === 0) return;
    const changes = updates.map((update) => update.changes).reduce((all, next) => all.compose(next));
    if (changes.empty) return this.confirm(updates.length);
    this.pushed = updates.length;
    this.pushedAt = performance.now();
    this.options.onPush(this.version, list(changes));
  }

  // Invariant: a patch belongs to the version before its own, so whatever comes late or twice is recognised by its number.
  receive(version: number, changes: Change[], isOwn: boolean, reveal: boolean): boolean {
    if (version <= this.version) return true;
    if (version !== this.version + 1) return false;
    if (isOwn) {
      const updates = this.pushed;
      if (updates === undefined) return false;
      this.pushed = undefined;
      this.version = version;
      this.confirm(updates);
    } else {
      const patch = read(changes, this.authority.length);
      if (patch === undefined) return false;
      // What is under way belongs to a version that is over: the authority never takes it, and it goes again, rebased.
      this.pushed = undefined;
      this.version = version;
      this.apply(patch, reveal);
    }
    this.goOn();
    return true;
  }

  // Invariant: what is not confirmed is not in the text, whatever the text says. What was taken before was confirmed before, and what is
  // under way is of a version that is over. To look for it in the text would be to guess: others write the same letters.
  reset(version: number, text: string): void {
    const doc = this.view.state.toText(text);
    this.pushed = undefined;
    this.version = version;
    if (!doc.eq(this.authority)) this.apply(difference(this.authority, doc), false);
    this.goOn();
  }

  /** Calls this when everything that was typed until now is confirmed. */
  whenConfirmed(then: () => void): void {
    const updates = sendableUpdates(this.view.state).length;
    if (updates === 0) return then();
    this.waiting.push({ updates, then });
    this.send();
  }

  /** A place in the authority's document, in the editor's. */
  toLocal(position: number, side: -1 | 1 = -1): number {
    const inside = Math.max(0, Math.min(position, this.authority.length));
    return sendableUpdates(this.view.state).reduce((at, update) => update.changes.mapPos(at, side), inside);
  }

  get hasUnconfirmed(): boolean {
    return sendableUpdates(this.view.state).length > 0;
  }

  /** Which version the authority's document is. */
  get authorityVersion(): number {
    return this.version;
  }

  /** Nothing is under way. */
  private goOn(): void {
    if (this.waiting.length > 0) this.send();
    else this.changed();
  }

  /** So many of the first unconfirmed updates are part of the authority's document now. */
  private confirm(count: number): void {
    const updates = sendableUpdates(this.view.state).slice(0, count);
    const all = updates.map((update) => update.changes).reduce((before, next) => before.compose(next));
    this.authority = all.apply(this.authority);
    this.view.dispatch(receiveUpdates(this.view.state, updates.map(({ changes }) => ({ changes, clientID: own }))));
    this.onPatch(all);
    for (const one of this.waiting) one.updates -= count;
    const ready = this.waiting.filter((one) => one.updates <= 0);
    this.waiting = this.waiting.filter((one) => one.updates > 0);
    for (const one of ready) one.then();
  }

  private apply(changes: ChangeSet, reveal: boolean): void {
    this.authority = changes.apply(this.authority);
    const patch = receiveUpdates(this.view.state, [{ changes, clientID: other }]);
    this.view.dispatch(patch);
    this.onPatch(changes);
    const end = reveal ? lastChanged(patch) : undefined;
    if (end !== undefined) this.view.dispatch({ selection: { anchor: end }, scrollIntoView: true, userEvent: 'select' });
  }
}

function list(changes: ChangeSet): Change[] {
  const found: Change[] = [];
  changes.iterChanges((from, to, _fromB, _toB, insert) => found.push({ from, to, insert: insert.sliceString(0, undefined, '\n') }));
  return found;
}

/** `undefined`: it is no list of changes to a document of this length. */
function read(changes: Change[], length: number): ChangeSet | undefined {
  try {
    return ChangeSet.of(changes, length, '\n');
  } catch {
    return undefined;
  }
}

function lastChanged(patch: Transaction): number | undefined {
  let end: number | undefined;
  patch.changes.iterChanges((_fromA, _toA, _fromB, toB) => (end = toB));
  return end;
}
