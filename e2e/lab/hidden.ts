// A page that can be hidden, as if another tab were in front of it: headless browsers show all of theirs.
import type { Person } from '../person.ts';

/** In the page, before the page: it can be hidden. */
export function hideable(): void {
  let hidden = false;
  Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
  Object.defineProperty(document, 'hidden', { get: () => hidden });
  window.addEventListener('test-visibility', (event) => {
    hidden = !(event as CustomEvent<boolean>).detail;
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

/** Hides a page that is `hideable`, or shows it again. */
export async function show(person: Person, visible: boolean): Promise<void> {
  await person.page.evaluate((detail) => window.dispatchEvent(new CustomEvent('test-visibility', { detail })), visible);
}
