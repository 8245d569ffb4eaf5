// Draws the icons of the installed page out of `static/favicon.svg`: `node frontend/icons.js`, when that has changed. Its
// drawing is made of discs (lines without length, with round ends), so nothing else is needed for it.
"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { crc32, deflateSync } = require("node:zlib");

const folder = join(__dirname, "static");
const svg = readFileSync(join(folder, "favicon.svg"), "utf8");
/** Of the drawing in units. */
const SIDE = 32;
/** On paper the mark has the darker colours of the light theme (`css/1-tokens.css`). */
const PAPER = [0xf7, 0xf4, 0xee];
const INKS = { "#2f9a77": [0x1d, 0x6b, 0x52], "#d9730d": [0xb0, 0x4e, 0x06] };
/** Each pixel is looked at this often along and across. */
const FINE = 5;

const discs = [...svg.matchAll(/<path stroke="(#\w+)" stroke-width="([\d.]+)" d="([^"]+)"/g)].flatMap(([, stroke, width, path]) =>
  [...path.matchAll(/M([\d.]+) ([\d.]+)h/g)].map(([, x, y]) => ({ x: Number(x), y: Number(y), radius: width / 2, ink: INKS[stroke] })),
);

/** What colour a point has, and `undefined` where nothing is. `scale`: how large the mark is; `corner`: how round the paper is. */
const colourAt = (x, y, { scale, corner }) => {
  const [inX, inY] = [x, y].map((at) => (at - SIDE / 2) / scale + SIDE / 2);
  const disc = discs.find((disc) => Math.hypot(inX - disc.x, inY - disc.y) <= disc.radius);
  if (disc) return disc.ink;
  const beyond = [x, y].map((at) => Math.max(corner - at, at - (SIDE - corner), 0));
  return Math.hypot(...beyond) <= corner ? PAPER : undefined;
};

const pixel = (column, row, size, shape) => {
  const sum = [0, 0, 0, 0];
  for (let step = 0; step < FINE * FINE; step += 1) {
    const [x, y] = [column + ((step % FINE) + 0.5) / FINE, row + (Math.floor(step / FINE) + 0.5) / FINE].map((at) => (at / size) * SIDE);
    const colour = colourAt(x, y, shape);
    if (!colour) continue;
    colour.forEach((part, index) => (sum[index] += part));
    sum[3] += 1;
  }
  const [red, green, blue, hits] = sum;
  return [red, green, blue].map((part) => Math.round(part / (hits || 1))).concat(Math.round((hits / FINE ** 2) * 255));
};

/** PNG (W3C), eight bits of red, green, blue and opacity. */
const png = (size, shape) => {
  const rows = [];
  for (let row = 0; row < size; row += 1) {
    rows.push(0);
    for (let column = 0; column < size; column += 1) rows.push(...pixel(column, row, size, shape));
  }
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.from(rows), { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
};

const rounded = { scale: 0.8, corner: 7 };
const square = { scale: 0.8, corner: 0 };
// Systems cut maskable icons in shapes of their own: what matters lies within 40 % of the middle (W3C Web Application Manifest).
const maskable = { scale: 0.6, corner: 0 };
for (const [name, size, shape] of [
  ["icon-180", 180, square],
  ["icon-192", 192, rounded],
  ["icon-512", 512, rounded],
  ["icon-maskable-512", 512, maskable],
]) {
  writeFileSync(join(folder, `${name}.png`), png(size, shape));
}
