// The room: a tile per person and the toolbar.
import { expect, type Locator, type Page } from '@playwright/test';
import type { Words } from './words.ts';

export class Room {
  readonly participants: Locator;
  readonly tiles: Locator;
  readonly microphone: Locator;
  readonly camera: Locator;
  readonly settings: Locator;
  readonly share: Locator;
  readonly ownScreen: Locator;
  readonly leaveButton: Locator;
  readonly inviteButton: Locator;
  readonly peopleButton: Locator;

  constructor(
    private readonly page: Page,
    private readonly words: Words,
  ) {
    this.participants = page.getByRole('region', { name: words.participants, exact: true });
    this.tiles = this.participants.getByRole('group');
    this.microphone = this.tool(words.microphone);
    this.camera = this.tool(words.camera);
    this.settings = this.tool(words.settings);
    this.share = this.tool(words.share);
    this.ownScreen = this.tile(words.ownScreen);
    this.leaveButton = this.tool(words.leave);
    this.inviteButton = this.tool(words.invite);
    this.peopleButton = this.tool(words.people);
  }

  tool(name: string): Locator {
    return this.page.getByRole('toolbar').getByRole('button', { name, exact: true });
  }

  tile(name: string): Locator {
    return this.participants.getByRole('group', { name, exact: true });
  }

  ownTile(name: string): Locator {
    return this.tile(this.words.you(name));
  }

  screenOf(name: string): Locator {
    return this.tile(this.words.screenOf(name));
  }

  soundOf(name: string): Locator {
    return this.tile(this.words.soundOf(name));
  }

  mutedSign(name: string): Locator {
    return this.tile(name).getByRole('img', { name: this.words.microphoneOff, exact: true });
  }

  /** The names on the tiles, in their order. */
  async names(): Promise<string[]> {
    return this.tiles.evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('aria-label') ?? ''));
  }

  /** Exactly these people have a tile, in whatever order. */
  async expectPeople(...names: string[]): Promise<void> {
    await expect.poll(async () => (await this.names()).sort()).toEqual([...names].sort());
  }

  /** How many pictures of this person were shown so far. */
  async picturesOf(name: string): Promise<number> {
    return this.tile(name)
      .locator('video')
      .evaluateAll((videos) =>
        videos.reduce((sum, video) => sum + (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames, 0),
      );
  }
}
