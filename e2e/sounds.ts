// Microphones made up in the page: somebody who talks, somebody who is quiet, and a loudspeaker beside a microphone.

/** Runs in the page, before the page: its microphone hears words of random length and loudness, and pauses. */
export function speech(): void {
  // An empty page has none.
  if ((navigator.mediaDevices as MediaDevices | undefined) === undefined) return;
  const context = new AudioContext();
  const rate = context.sampleRate;
  const words = context.createBuffer(1, 29 * rate, rate);
  const samples = words.getChannelData(0);
  // The numbers of Park and Miller: the same words in every run.
  let state = 7;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  let at = 0;
  while (at < samples.length) {
    for (let syllables = 3 + 9 * random(); syllables > 0 && at < samples.length; syllables--) {
      const [length, loud, pitch] = [(0.09 + 0.2 * random()) * rate, 0.1 + 0.4 * random(), 110 + 80 * random()];
      for (let step = 0; step < length && at < samples.length; step++, at++) {
        const tone = Math.sin((2 * Math.PI * pitch * step) / rate) + Math.sin((2 * Math.PI * 5.3 * pitch * step) / rate);
        samples[at] = loud * Math.sin((Math.PI * step) / length) * (0.4 * tone + 0.2 * (2 * random() - 1));
      }
      at += Math.round((0.02 + 0.1 * random()) * rate);
    }
    at += Math.round((0.2 + 0.8 * random()) * rate);
  }
  const microphone = context.createMediaStreamDestination();
  const source = new AudioBufferSourceNode(context, { buffer: words, loop: true });
  source.connect(microphone);
  source.start();
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => (constraints?.audio ? microphone.stream.clone() : open(constraints));
}

/** The same, but it hears a quiet room. */
export function quiet(): void {
  // An empty page has none.
  if ((navigator.mediaDevices as MediaDevices | undefined) === undefined) return;
  const context = new AudioContext();
  const hiss = context.createBuffer(1, context.sampleRate, context.sampleRate);
  hiss.getChannelData(0).forEach((_, at, samples) => (samples[at] = 0.002 * (2 * Math.random() - 1)));
  const microphone = context.createMediaStreamDestination();
  const source = new AudioBufferSourceNode(context, { buffer: hiss, loop: true });
  source.connect(microphone);
  source.start();
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => (constraints?.audio ? microphone.stream.clone() : open(constraints));
}

/** The same, but it hears what its loudspeaker plays: all that arrives, a fifth of a second later and softer. */
export function echoes(): void {
  // An empty page has none.
  if ((navigator.mediaDevices as MediaDevices | undefined) === undefined) return;
  const context = new AudioContext();
  const microphone = context.createMediaStreamDestination();
  const loudspeaker = new DelayNode(context, { delayTime: 0.2 });
  loudspeaker.connect(new GainNode(context, { gain: 0.3 })).connect(microphone);
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track }) => {
        if (track.kind === 'audio') context.createMediaStreamSource(new MediaStream([track])).connect(loudspeaker);
      });
    }
  };
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => (constraints?.audio ? microphone.stream.clone() : open(constraints));
}

/**
 * The same without Web Audio, which a Firefox on a machine without a loudspeaker does not have: its microphone, if opened
 * late enough, hears whoever was connected first, as they come.
 */
export function passesOn(): void {
  if ((navigator.mediaDevices as MediaDevices | undefined) === undefined) return;
  let heard: MediaStreamTrack | undefined;
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track }) => {
        if (track.kind === 'audio') heard ??= track;
      });
    }
  };
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => (constraints?.audio && heard ? new MediaStream([heard.clone()]) : open(constraints));
}
