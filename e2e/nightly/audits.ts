// What Lighthouse says of the start page and of a lobby, on a phone and on a desk.
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { findChromium } from '../browsers.js';
import { expect, test } from '../fixtures.ts';
import { median, report } from '../lab/figures.ts';

const runs = 3;
/** Of a hundred; the first two on each. */
const least = { accessibility: 100, 'best-practices': 100 };
const leastPerformance = { desktop: 95, mobile: 90 };

for (const where of ['start page', 'lobby'] as const) {
  for (const on of ['desktop', 'mobile'] as const) {
    test(`Lighthouse, ${where}, ${on}`, async ({ arrive, home }) => {
      test.setTimeout(600_000);
      const address = where === 'lobby' ? await (await arrive()).startMeeting() : home;
      const chrome = await launch({ chromePath: findChromium()!, chromeFlags: ['--headless=new', '--no-sandbox', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'] });
      const scores: Record<string, number[]> = {};
      try {
        for (let run = 0; run < runs; run++) {
          const audit = await lighthouse(address, { port: chrome.port, onlyCategories: ['performance', ...Object.keys(least)] }, on === 'desktop' ? desktopConfig : undefined);
          for (const [name, { score }] of Object.entries(audit!.lhr.categories)) (scores[name] ??= []).push(100 * (score ?? 0));
        }
      } finally {
        chrome.kill();
      }
      const figures = Object.fromEntries(Object.entries(scores).map(([name, all]) => [name, median(all)]));
      console.log(`Lighthouse, ${where}, ${on}: ${JSON.stringify(figures)}`);
      report(`lighthouse-${where.replace(' ', '-')}-${on}`, figures);
      for (const [name, score] of Object.entries(least)) expect(figures[name], name).toBeGreaterThanOrEqual(score);
      expect(figures['performance'], 'performance').toBeGreaterThanOrEqual(leastPerformance[on]);
    });
  }
}
