// The lobby: camera, microphone and name before one goes in.
import type { Locator, Page } from '@playwright/test';
import type { Words } from './words.ts';

export class Lobby {
  readonly nameBox: Locator;
  readonly microphone: Locator;
  readonly camera: Locator;
  readonly settings: Locator;
  readonly joinButton: Locator;

  constructor(page: Page, words: Words) {
    this.nameBox = page.getByRole('textbox', { name: words.yourName, exact: true });
    this.microphone = page.getByRole('button', { name: words.microphone, exact: true });
    this.camera = page.getByRole('button', { name: words.camera, exact: true });
    this.settings = page.getByRole('main').getByRole('button', { name: words.settings, exact: true });
    // Whoever was here before can join with their devices at once; this is the way in as things are.
    this.joinButton = page
      .getByRole('button', { name: words.join, exact: true })
      .or(page.getByRole('button', { name: words.joinWithout, exact: true }));
  }
}
