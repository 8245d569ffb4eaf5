// How the browser tests run: one worker, one Chromium, a context per person; no retries, and nothing waits for a clock.
import { defineConfig } from '@playwright/test';
import { launchChromium } from './launch.ts';

export default defineConfig({
  // Two at a time take half as long, and now and then one test finds the other's load: for trying things, `--workers=2`.
  workers: 1,
  retries: 0,
  forbidOnly: !!process.env['CI'],
  timeout: 60_000,
  expect: { timeout: 15_000 },
  outputDir: 'results/failures',
  reporter: [['list'], ['./summary.ts']],
  use: {
    browserName: 'chromium',
    launchOptions: launchChromium(),
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    // What a worker answers no test can put something else in the place of; each visit is a first one but in `installable.spec.ts`.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'tests', testDir: 'tests' },
    { name: 'bench', testDir: 'bench', testMatch: '*.ts' },
    { name: 'nightly', testDir: 'nightly', testMatch: '*.ts' },
    { name: 'screens', testDir: 'screens', testMatch: ['readme.ts', 'tour.ts'], timeout: 1_800_000 },
  ],
});
