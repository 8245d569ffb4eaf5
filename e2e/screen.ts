// A screen to share on machines that have none: a canvas that moves and a tone, in the place of the browser's chooser.

declare global {
  interface Window {
    plenumScreens: MediaStream[];
  }
}

/** Runs in the page, before the page. */
export function makeScreen(): void {
  window.plenumScreens = [];
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  // An empty page has none.
  if (devices === undefined) return;
  devices.getDisplayMedia = async () => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1280, 720];
    const pen = canvas.getContext('2d')!;
    let turn = 0;
    setInterval(() => {
      turn += 1;
      pen.fillStyle = '#f4f1ea';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.fillStyle = '#1d6b52';
      pen.fillRect((turn * 8) % canvas.width, 560, 120, 120);
      pen.fillStyle = '#1b2422';
      pen.font = '64px sans-serif';
      pen.fillText('Minutes of the meeting', 80, 140);
      pen.font = '36px sans-serif';
      for (let line = 0; line < 6; line += 1) pen.fillText(`${line + 1}. A point that needs to be read by all`, 80, 240 + line * 54);
    }, 66);
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    const out = sound.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    const stream = new MediaStream([...canvas.captureStream(15).getTracks(), ...out.stream.getTracks()]);
    window.plenumScreens.push(stream);
    return stream;
  };
}
