// Tells where one's own caret is: only what others cannot know from the patches that they see, too.
import type { ChangeDesc } from '@codemirror/state';
import type { EditorView, ViewUpdate } from '@codemirror/view';
import type { Options } from './api.ts';
import type { Replica } from './replica.ts';

/** Ten times a second looks like motion. */
const throttleMs = 100;

export class OwnCursor {
  /** Where the others see it, in the authority's document. */
  private told: { anchor: number; head: number } | undefined;
  private wasFocused = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly view: EditorView,
    private readonly replica: Replica,
    private readonly onCursor: Options['onCursor'],
  ) {}

  updated({ focusChanged, selectionSet, docChanged, view }: ViewUpdate): void {
    if (focusChanged && view.hasFocus) this.wasFocused = true;
    if (this.wasFocused && (focusChanged || selectionSet || docChanged)) this.soon();
  }

  /** The authority's document has changed: the others' carets move as `cursors.ts` moves them. */
  patched(changes: ChangeDesc): void {
    if (this.told === undefined) return;
    const { anchor, head } = this.told;
    this.told = { anchor: changes.mapPos(anchor, 1), head: changes.mapPos(head, 1) };
    this.soon();
  }

  /** It is another document now. */
  forget(): void {
    this.told = undefined;
    if (this.wasFocused) this.soon();
  }

  close(): void {
    clearTimeout(this.timer);
    this.wasFocused = false;
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.tell(), throttleMs);
  }

  private tell(): void {
    this.timer = undefined;
    // The others have it when they have the text.
    if (this.replica.hasUnconfirmed) return;
    const { anchor, head } = this.view.state.selection.main;
    if (this.told?.anchor === anchor && this.told.head === head) return;
    this.told = { anchor, head };
    this.onCursor(anchor, head, this.replica.authorityVersion);
  }
}
