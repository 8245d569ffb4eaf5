// How the browser tests run: two at a time, each with one Chromium and a context per person; no retries, and nothing waits for a clock.
import { defineConfig } from '@playwright/test';
import { launchChromium } from './launch.ts';

export default defineConfig({
  // Figures are taken, and pictures made, on a machine that does nothing else.
  workers: 2,
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
    { name: 'bench', workers: 1, testDir: 'bench', testMatch: '*.ts' },
    { name: 'nightly', workers: 1, testDir: 'nightly', testMatch: '*.ts' },
    { name: 'screens', workers: 1, testDir: 'screens', testMatch: ['readme.ts', 'tour.ts'], timeout: 1_800_000 },
  ],
});
