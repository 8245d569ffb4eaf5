// The names by which tests, like assistive tools, find things: stable in English; German has its own.

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
  people: 'Personen',
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
