// Where the pictures go, and the pages that show them.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import type { Person } from '../person.ts';
import { capture } from './webp.ts';

/** `SCREENS` may name another folder. */
export const folder = process.env['SCREENS'] || join(import.meta.dirname, '..', '..', 'docs', 'screens');
mkdirSync(folder, { recursive: true });

/** Phones, a tablet, a laptop, a wall. */
export const sizes = [
  [320, 568],
  [390, 844],
  [768, 1024],
  [1280, 800],
  [2560, 1440],
] as const;

const usual = { width: 1280, height: 800 };

/** What was laid out for a new size is painted, and the tiles have moved. */
export async function settle(person: Person): Promise<void> {
  // What only shows itself under a pointer stays away.
  await person.page.mouse.move(0, 0);
  await person.page.evaluate(async () => {
    for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
    // Reduced motion leaves none, but for what turns and breathes without end.
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((one) => one.finished));
  });
}

/** A screen in every size; `what` of it is scrolled into view. */
export async function shoot(person: Person, screen: string, look: string, what?: Locator): Promise<void> {
  for (const [width, height] of sizes) {
    await person.page.setViewportSize({ width, height });
    await settle(person);
    await what?.scrollIntoViewIfNeeded();
    writeFileSync(join(folder, `${screen}_${width}_${look}.webp`), await capture(person.page, 80));
  }
  await person.page.setViewportSize(usual);
  await settle(person);
}

/** A page with all pictures that are there, in the order of their making. */
export function writeContactSheet(order: string[]): void {
  const there = new Map<string, Map<string, string[]>>();
  for (const file of readdirSync(folder)) {
    const [, screen, width, look] = /^(.+)_(\d+)_(.+)\.webp$/.exec(file) ?? [];
    if (screen === undefined || width === undefined || look === undefined) continue;
    const looks = there.get(screen) ?? new Map<string, string[]>();
    there.set(screen, looks);
    looks.set(look, [...(looks.get(look) ?? []), width].sort((a, b) => Number(a) - Number(b)));
  }
  const place = (screen: string) => (order.indexOf(screen) + 1 || order.length + 1);
  const screens = [...there].sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
  const picture = (screen: string, width: string, look: string) =>
    `<a href="${screen}_${width}_${look}.webp"><img loading="lazy" src="${screen}_${width}_${look}.webp" alt="${screen}, ${width} px, ${look}"></a>`;
  const row = (screen: string, look: string, widths: string[]) =>
    `<h3>${look}</h3><div>${widths.map((width) => picture(screen, width, look)).join('')}</div>`;
  const part = ([screen, looks]: [string, Map<string, string[]>]) =>
    `<section><h2 id="${screen}">${screen}</h2>${[...looks].sort().map(([look, widths]) => row(screen, look, widths)).join('')}</section>`;
  const style =
    'body{font:15px system-ui;margin:1.5rem;color-scheme:light dark}nav a{margin-right:.8em}div{display:flex;gap:10px;align-items:start;overflow:auto}' +
    'img{height:260px;border:1px solid #8886}h3{margin:.6rem 0 .2rem;font-weight:500}';
  const links = screens.map(([screen]) => `<a href="#${screen}">${screen}</a>`).join(' ');
  const page = `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Plenum: all screens</title><style>${style}</style>\n<h1>All screens</h1><nav>${links}</nav>\n${screens.map(part).join('\n')}\n</html>\n`;
  writeFileSync(join(folder, 'index.html'), page);
}
