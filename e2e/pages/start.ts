// The start page: makes a meeting or opens a link.
import type { Locator, Page } from '@playwright/test';
import type { Words } from './words.ts';

export class StartPage {
  readonly startButton: Locator;
  readonly linkBox: Locator;
  readonly openButton: Locator;

  constructor(page: Page, words: Words) {
    this.startButton = page.getByRole('button', { name: words.startMeeting, exact: true });
    this.linkBox = page.getByRole('textbox', { name: words.link, exact: true });
    this.openButton = page.getByRole('button', { name: words.open, exact: true });
  }

  async paste(link: string): Promise<void> {
    await this.linkBox.fill(link);
    await this.openButton.click();
  }
}
