// Finds the browsers of this machine, for the tests and for setup.sh: node browsers.js chromium|firefox [--start]
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/**
 * The first of these programs on the PATH. Snaps see neither our temporary folders nor our fakes.
 * @param {string[]} names
 */
function onPath(...names) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith('/snap'));
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/** An installed Chromium, else Playwright's own, else nothing. */
export function findChromium() {
  const own = chromium.executablePath();
  return (
    process.env['PLENUM_CHROMIUM'] ??
    onPath('chromium', 'google-chrome', 'google-chrome-stable') ??
    ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', own].find((file) => existsSync(file))
  );
}

/** An installed Firefox: Playwright's own is an older one with patches, people have this one. */
export function findFirefox() {
  return (
    process.env['PLENUM_FIREFOX'] ??
    onPath('firefox-esr', 'firefox') ??
    ['/Applications/Firefox.app/Contents/MacOS/firefox'].find((file) => existsSync(file))
  );
}

if (process.argv[1] === import.meta.filename) {
  const found = process.argv[2] === 'firefox' ? findFirefox() : findChromium();
  if (found === undefined) process.exit(1);
  console.log(found);
  if (process.argv.includes('--start')) await (await chromium.launch({ executablePath: found })).close();
}
