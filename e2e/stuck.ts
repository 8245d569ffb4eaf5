// What tests of people who are stuck share: user agents as browsers send them, and what must not be in a text for helpers.
import { expect } from './fixtures.ts';
import type { Person } from './person.ts';

/** The button. */
export const COPY = 'Copy for the person who helps you';

/** Of the address nothing but where the server is, and no name. */
export function expectNoSecret(person: Person, text: string): void {
  expect(text).toContain(`Page: ${new URL(person.page.url()).origin}/\n`);
  expect(text).not.toContain('#');
  const { hash } = new URL(person.page.url());
  if (hash.length > 1) expect(text).not.toContain(hash.slice(1));
  expect(text).not.toContain('Ada');
}

export const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
export const PIXEL = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)';
export const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
export const SAFARI = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';

/** The login page of a hotel, whatever is asked for. */
export const login = { status: 200, contentType: 'text/html', body: '<!doctype html><title>Welcome</title><h1>Log in</h1>' };
