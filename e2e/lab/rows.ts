// Buttons that are in many rows: each is named by what it does, and by the row in which it does so.

/** The name of such a button, whatever the row: "Remove: Finances", "Delete for all? Ada, 14:02". */
export function inRow(name: string): RegExp {
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal}(${name.endsWith('?') ? ' ' : ':'}|$)`);
}
