// The names by which tests, like assistive tools, find things: stable in English; German has its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Words {
  startMeeting: string;
  link: string;
  open: string;
  yourName: string;
  microphone: string;
  camera: string;
  settings: string;
  join: string;
  joinWithout: string;
  participants: string;
  leave: string;
  copyLink: string;
  invite: string;
  people: string;
  connections: string;
  comeBack: string;
  reload: string;
  /** How one's own tile is named. */
  you: (name: string) => string;
  microphoneOff: string;
  share: string;
  ownScreen: string;
  /** How the tile of somebody's screen is named. */
  screenOf: (name: string) => string;
  /** The same where there is only sound. */
  soundOf: (name: string) => string;
}

export const english: Words = {
  startMeeting: 'Start a meeting',
  link: 'Link',
  open: 'Open',
  yourName: 'Your name',
  microphone: 'Microphone',
  camera: 'Camera',
  settings: 'Settings',
  join: 'Join',
  joinWithout: 'Join without',
  participants: 'Participants',
  leave: 'Leave',
  copyLink: 'Copy link',
  invite: 'Invite',
  people: 'People',
  connections: 'Connections',
  comeBack: 'Rejoin',
  reload: 'Reload',
  you: (name) => `${name} (you)`,
  microphoneOff: 'Microphone off',
  share: 'Share screen',
  ownScreen: 'Your screen',
  screenOf: (name) => `${name}'s screen`,
  soundOf: (name) => `${name}'s sound`,
};

export const german: Words = {
  startMeeting: 'Treffen beginnen',
  link: 'Link',
  open: 'Öffnen',
  yourName: 'Dein Name',
  microphone: 'Mikrofon',
  camera: 'Kamera',
  settings: 'Einstellungen',
  join: 'Teilnehmen',
  joinWithout: 'Ohne teilnehmen',
  participants: 'Teilnehmende',
  leave: 'Verlassen',
  copyLink: 'Link kopieren',
  invite: 'Einladen',
  people: 'Leute',
  connections: 'Verbindungen',
  comeBack: 'Wieder teilnehmen',
  reload: 'Neu laden',
  you: (name) => `${name} (du)`,
  microphoneOff: 'Mikrofon aus',
  share: 'Bildschirm teilen',
  ownScreen: 'Dein Bildschirm',
  screenOf: (name) => `Bildschirm von ${name}`,
  soundOf: (name) => `Ton von ${name}`,
};

/** The sentences of a language by their keys, a group each, as the page has them; a language may lack some. */
export type Locale = Record<string, Record<string, string>>;

/** Reads those of the language with this tag. */
export function locale(tag: string): Locale {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'frontend', 'locales', `${tag}.json`), 'utf8')) as Locale;
}

/** The names in any language; what it lacks is said in English. */
export function spoken(tag: string): Words {
  const [own, english] = [locale(tag), locale('en')];
  const word = (group: string, key: string): string => own[group]?.[key] ?? english[group]![key]!;
  const about = (group: string, key: string) => (name: string) => word(group, key).replaceAll('{{name}}', name);
  return {
    startMeeting: word('start', 'go'),
    link: word('start', 'link'),
    open: word('start', 'open'),
    yourName: word('lobby', 'name'),
    microphone: word('room', 'microphone'),
    camera: word('room', 'camera'),
    settings: word('settings', 'title'),
    join: word('lobby', 'join'),
    joinWithout: word('lobby', 'join_without'),
    participants: word('room', 'participants'),
    leave: word('room', 'leave'),
    copyLink: word('top', 'copy_link'),
    invite: word('invite', 'open'),
    people: word('room', 'people'),
    connections: word('connections', 'title'),
    comeBack: word('left', 'back'),
    reload: word('top', 'reload'),
    you: about('top', 'you'),
    microphoneOff: word('room', 'microphone_off'),
    share: word('room', 'share'),
    ownScreen: word('room', 'screen_own'),
    screenOf: about('room', 'screen_of'),
    soundOf: about('room', 'sound_of'),
  };
}
