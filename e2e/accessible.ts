// axe on the screen that somebody has just now.
import axe from 'axe-core';
import { expect } from './fixtures.ts';
import type { Person } from './person.ts';

/** axe finds nothing to complain about. */
export async function expectAccessible(person: Person, screen: string): Promise<void> {
  // A script element would be blocked by the page's policy, rightly; the debugger's own evaluation is not.
  await person.page.evaluate(axe.source);
  const found = await person.page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document);
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' ')}`);
  });
  expect(found, screen).toEqual([]);
}
