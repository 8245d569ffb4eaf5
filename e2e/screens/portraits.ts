// People to look at where no camera is: a drawn face per person, that sways, blinks and talks.

/** How many faces there are. */
export const portraits = 5;

/** Runs in the page, before the page: its camera sees the person of this number. */
export function sitForPortrait(which: number): void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  // An empty page has none.
  if (devices === undefined) return;
  const [wall, light, shirt, skin, hair, long] = (
    [
      ['#8fb7a4', '#dcebe3', '#2f5d4c', '#e4b592', '#3b2a20', true],
      ['#c4a184', '#efe2d0', '#b9552c', '#8a5a3c', '#1e1512', false],
      ['#9db37c', '#e6ecd6', '#58692a', '#c98f6a', '#2a201b', false],
      ['#b58a98', '#f0dfe4', '#7a3351', '#6d4529', '#120d0b', true],
      ['#8aa0bd', '#dfe6f0', '#31507a', '#f0cdb2', '#b48a4a', true],
    ] as const
  )[which % 5]!;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    if (!wanted?.video) return ask(wanted);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 360];
    const pen = canvas.getContext('2d')!;
    const oval = (x: number, y: number, width: number, height: number, colour: string) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.ellipse(x, y, width, height, 0, 0, 7);
      pen.fill();
    };
    const box = (x: number, y: number, width: number, height: number, round: number, colour: string) => {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.roundRect(x, y, width, height, round);
      pen.fill();
    };
    let turn = 7 * which;
    const draw = () => {
      turn += 1;
      const [x, y] = [320 + 7 * Math.sin(turn / 13), 165 + 3 * Math.sin(turn / 7)];
      const ground = pen.createLinearGradient(0, 0, 640, 360);
      ground.addColorStop(0, light);
      ground.addColorStop(0.5, wall);
      pen.fillStyle = ground;
      pen.fillRect(0, 0, 640, 360);
      box(which % 2 ? 478 : 40, 34, 120, 150, 8, 'rgb(255 255 255 / 0.35)');
      if (long) box(x - 86, y - 80, 172, 190, 80, hair);
      oval(x, 392, 178, 130, shirt);
      box(x - 30, y + 50, 60, 80, 26, skin);
      oval(x, y, 70, 86, skin);
      // Hair, from ear to ear.
      pen.fillStyle = hair;
      pen.beginPath();
      pen.ellipse(x, y - 18, 77, 78, 0, Math.PI, 0);
      pen.bezierCurveTo(x + 60, y - 34, x + 10, y - 30, x - 22, y - 50);
      pen.bezierCurveTo(x - 50, y - 40, x - 62, y - 26, x - 77, y - 18);
      pen.fill();
      const open = turn % 40 < 2 ? 1 : 5;
      for (const eye of [-27, 27]) oval(x + eye, y + 4, 5, open, '#20181a');
      pen.strokeStyle = '#6b2f2b';
      pen.lineWidth = 4;
      pen.lineCap = 'round';
      pen.beginPath();
      pen.ellipse(x, y + 34, 20, 8 + 3 * Math.sin(turn / 3), 0, 0.25, Math.PI - 0.25);
      pen.stroke();
    };
    draw();
    setInterval(draw, 100);
    const sound = wanted.audio ? (await ask({ audio: wanted.audio })).getAudioTracks() : [];
    return new MediaStream([...canvas.captureStream(10).getVideoTracks(), ...sound]);
  };
}
