// Writes what the browsers' fake camera sees and their fake microphone hears: node media.mjs FOLDER
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const width = 320;
const height = 180;
const framesPerSecond = 10;
const videoSeconds = 4;
const samplesPerSecond = 48_000;
const audioSeconds = 4;

/** A soft gradient with a bright disc going round it: cheap to encode, and no two neighbouring frames are equal. */
function video() {
  const frames = framesPerSecond * videoSeconds;
  const chunks = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`)];
  for (let frame = 0; frame < frames; frame++) {
    const turn = (2 * Math.PI * frame) / frames;
    const [discX, discY] = [width / 2 + 90 * Math.cos(turn), height / 2 + 45 * Math.sin(turn)];
    const luma = Buffer.alloc(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const disc = Math.hypot(x - discX, y - discY) < 24;
        luma[y * width + x] = disc ? 220 : 60 + (x + y) / 6;
      }
    }
    const chroma = (width / 2) * (height / 2);
    const [u, v] = [Math.round(128 + 24 * Math.cos(turn)), Math.round(128 + 24 * Math.sin(turn))];
    chunks.push(Buffer.from('FRAME\n'), luma, Buffer.alloc(chroma, u), Buffer.alloc(chroma, v));
  }
  return Buffer.concat(chunks);
}

/** Somebody who moves in a room, with the grain of a real camera: what an encoder has to work for. */
function room() {
  const [width, height, framesPerSecond, seconds] = [640, 360, 30, 2];
  let seed = 1;
  const random = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const grain = (/** @type {number} */ size, /** @type {number} */ strength) => Float32Array.from({ length: size }, () => strength * (random() - 0.5));
  const [wall, face, noise] = [grain(width * height, 24), grain(width * height, 40), grain(2 * width * height, 5)];
  const frames = framesPerSecond * seconds;
  const chunks = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`)];
  const chroma = Buffer.alloc((width * height) / 2, 128);
  for (let frame = 0; frame < frames; frame++) {
    const turn = (2 * Math.PI * frame) / frames;
    const [moveX, moveY] = [Math.round(40 * Math.sin(turn)), Math.round(12 * Math.sin(2 * turn))];
    const luma = Buffer.alloc(width * height);
    const sensor = Math.floor(random() * width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [headX, headY] = [x - width / 2 - moveX, y - height / 2 - moveY];
        const inside = (headX / 90) ** 2 + (headY / 120) ** 2 < 1;
        const at = y * width + x;
        const still = inside ? 170 + (face[(headY + height) * 97 + (headX + width)] ?? 0) : 60 + (x + y) / 10 + (wall[at] ?? 0);
        luma[at] = still + (noise[at + sensor] ?? 0);
      }
    }
    chunks.push(Buffer.from('FRAME\n'), luma, chroma);
  }
  return Buffer.concat(chunks);
}

/** A voice-like hum without gaps: harmonics under a slow tremolo, whole periods only, so that its loop does not click. */
function audio() {
  const samples = samplesPerSecond * audioSeconds;
  const data = Buffer.alloc(2 * samples);
  for (let sample = 0; sample < samples; sample++) {
    const phase = (2 * Math.PI * sample) / samplesPerSecond;
    let level = 0;
    for (let harmonic = 1; harmonic <= 6; harmonic++) level += Math.sin(160 * harmonic * phase) / harmonic;
    data.writeInt16LE(Math.round(6_000 * level * (0.7 + 0.3 * Math.sin(3 * phase))), 2 * sample);
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16); // length of the format
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // one channel
  header.writeUInt32LE(samplesPerSecond, 24);
  header.writeUInt32LE(2 * samplesPerSecond, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

const folder = process.argv[2] ?? 'results/media';
mkdirSync(folder, { recursive: true });
/**
 * Writes aside first: a file that is there is whole.
 * @param {string} name
 * @param {Buffer} content
 */
function write(name, content) {
  writeFileSync(join(folder, `.${name}`), content);
  renameSync(join(folder, `.${name}`), join(folder, name));
}
write('camera.y4m', video());
write('room.y4m', room());
write('microphone.wav', audio());
