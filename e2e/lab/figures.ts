// What benches have measured, kept in results/ for docs/performance.md (`npm run figures` draws it).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'results', 'figures');

/** Keeps the figures of one bench; the next run of it writes over them. */
export function report(bench: string, figures: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${bench}.json`), `${JSON.stringify(figures, undefined, 1)}\n`);
}

/** So that as many are above as below. */
export function median(values: number[]): number {
  return quantile(values, 0.5);
}

/** So that this part of all values is not above it. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? Number.NaN;
}
