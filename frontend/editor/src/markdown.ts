// The Markdown that people write in notes: its grammar, and classes for the style sheet.
import { markdownLanguage } from '@codemirror/lang-markdown';
import { Language, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tagHighlighter, tags } from '@lezer/highlight';
import type { MarkdownParser } from '@lezer/markdown';

/**
 * Paragraphs longer than this have no marks, in UTF-16 code units: the grammar looks for the other end of each, which takes
 * the square of their number, and does a paragraph at once. Somebody's `[a](` 50,000 times would stop the page for minutes.
 */
const markedAtMost = 5_000;

// A line under which somebody begins a list is no heading, four spaces are no program, and there is no HTML in notes.
const parser = (markdownLanguage.parser as MarkdownParser).configure({
  remove: ['SetextHeading', 'IndentedCode', 'HTMLBlock', 'HTMLTag', 'Subscript', 'Superscript', 'Emoji'],
  parseInline: [{ name: 'TooLong', before: 'Escape', parse: (cx) => (cx.text.length > markedAtMost ? cx.end : -1) }],
});

const highlighter = tagHighlighter([
  { tag: tags.heading1, class: 'plenum-title plenum-title-1' },
  { tag: tags.heading2, class: 'plenum-title plenum-title-2' },
  { tag: [tags.heading3, tags.heading4, tags.heading5, tags.heading6], class: 'plenum-title' },
  { tag: tags.strong, class: 'plenum-strong' },
  { tag: tags.emphasis, class: 'plenum-emphasis' },
  { tag: tags.strikethrough, class: 'plenum-strike' },
  { tag: tags.monospace, class: 'plenum-code' },
  { tag: tags.link, class: 'plenum-link' },
  { tag: [tags.processingInstruction, tags.url, tags.labelName, tags.contentSeparator], class: 'plenum-mark' },
]);

// Named as CodeMirror's own, for its commands that continue lists.
export const markdown: Extension = [
  new Language(markdownLanguage.data, parser, [], 'markdown').extension,
  syntaxHighlighting(highlighter),
];
