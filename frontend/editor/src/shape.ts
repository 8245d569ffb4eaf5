// How a line of Markdown begins: signs of quotes, indentation, then the sign of a heading or of a list item.

export type Kind = 'list' | 'numbered' | 'check' | 'heading';

/** Signs of quotes stay in front; then indentation, then one sign. */
const shape = /^((?:>\s?)*)(\s*)(?:(#{1,6}\s+)|([-*+]\s+\[[ xX]\]\s+)|(\d+[.)]\s+)|([-*+]\s+))?/;

export interface Shape {
  quote: string;
  indent: string;
  kind: Kind | undefined;
  sign: string;
}

export function shapeOf(text: string): Shape {
  const [, quote = '', indent = '', heading, check, numbered, list] = shape.exec(text) ?? [];
  const kind = heading !== undefined ? 'heading' : check !== undefined ? 'check' : numbered !== undefined ? 'numbered' : list !== undefined ? 'list' : undefined;
  return { quote, indent, kind, sign: heading ?? check ?? numbered ?? list ?? '' };
}
