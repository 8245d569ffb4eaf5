// What a person cannot get at in a window: what hangs out of it, is covered for good, is cut off, or is too small to be read.
import type { Page } from '@playwright/test';

/** Text as whoever reads badly sets it (WCAG 2.2, 1.4.12), on all pages that come. */
export async function spaceText(page: Page): Promise<void> {
  // Our policy lets no styles in from outside, but a sheet that is made in place.
  await page.addInitScript(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets.push(sheet);
  });
}

/** One line for each fault that is found on the page as it stands; nothing of a page behind an open dialog. */
export function faults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // Tiles follow the window a frame later, by an observer.
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const found: string[] = [];
    const dialog = [...document.querySelectorAll('dialog:modal')].at(-1);
    const root: Element = dialog ?? document.body;
    const name = (element: Element) => {
      const words = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';
      return `${element.tagName.toLowerCase()}.${element.className} "${words.slice(0, 40)}"`;
    };
    const isShown = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      return element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && width > 1 && height > 1 && !element.closest('.unseen');
    };
    // Side by side with nothing: only what scrolls by itself may be wider than the window.
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} wide`);

    for (const element of root.querySelectorAll('button, a[href], input, select, textarea, summary')) {
      if (!isShown(element) || element.matches(':disabled')) continue;
      element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const { left, right, top, bottom } = element.getBoundingClientRect();
      if (left < -1 || right > innerWidth + 1) found.push(`hangs out at ${left.toFixed(0)} to ${right.toFixed(0)}: ${name(element)}`);
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const hit = document.elementFromPoint(x, y);
      const own = hit && (element.contains(hit) || hit.contains(element) || hit.closest('label')?.contains(element));
      if (!own) found.push(`covered by ${hit ? name(hit) : 'nothing, it is out of sight'}: ${name(element)}`);
    }

    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!;
      if (!node.textContent?.trim() || !isShown(element) || element.closest('[aria-hidden=true], option, script, style, .cm-editor')) continue;
      const style = getComputedStyle(element);
      // Nothing is said to the eye where there is a picture instead.
      const size = parseFloat(style.fontSize);
      if (size === 0) continue;
      if (size < 11) found.push(`letters of ${style.fontSize}: ${name(element)}`);
      // What is cut says the rest in its title.
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      let scrolls = false;
      for (let box: Element | null = element; box && box !== root.parentElement && !scrolls; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        scrolls = [overflowX, overflowY].some((way) => way === 'auto' || way === 'scroll');
        const { left, right, top, bottom } = box.getBoundingClientRect();
        const cut = [overflowX === 'hidden' || overflowX === 'clip', overflowY === 'hidden' || overflowY === 'clip'];
        const out = (cut[0] && (text.left < left - 2 || text.right > right + 2)) || (cut[1] && (text.top < top - 3 || text.bottom > bottom + 3));
        if (out && !box.closest('[title]') && !element.closest('[title]')) {
          found.push(`cut by ${name(box)}: ${name(element)}`);
          break;
        }
      }
    }
    return [...new Set(found)];
  });
}
