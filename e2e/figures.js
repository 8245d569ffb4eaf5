// Draws what the benches have measured: results/figures/ -> docs/performance.md, its plots, and docs/performance/figures.json. `npm run figures`
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const from = join(import.meta.dirname, 'results', 'figures');
const page = join(import.meta.dirname, '..', 'docs', 'performance.md');
const folder = join(import.meta.dirname, '..', 'docs', 'performance');
const kept = join(folder, 'figures.json');

/** @typedef {Record<string, number>} Figures */
/** @typedef {{ label: string, value: number, quiet?: boolean }} Bar */

/** What was measured before stays until it is measured anew. @type {Record<string, Figures>} */
const all = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
for (const file of existsSync(from) ? readdirSync(from).sort() : []) {
  const text = readFileSync(join(from, file), 'utf8');
  if (file.endsWith('.json')) all[file.slice(0, -5)] = JSON.parse(text);
  const idle = /idle bytes per signaling connection: (\d+)/.exec(text)?.[1];
  if (idle !== undefined) all['idle'] = { bytes: Number(idle) };
  for (const [, name, p99, closed] of text.matchAll(/^(calm|flooded): .* p99 ([\d.]+) ms, .* (\d+) honest connections closed/gm)) {
    if (name !== undefined) all[name] = { p99: Number(p99), closed: Number(closed) };
  }
}

/** @param {number} value */
const short = (value) => (Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(Math.abs(value) < 10 ? 2 : 1).replace(/\.?0+$/, ''));

/** @param {string} bench @param {string} figure */
function figure(bench, figure) {
  return all[bench]?.[figure];
}

/**
 * Bars with their values, and a line at what they shall not pass (or shall reach).
 * @param {string} name @param {string} title @param {string} unit @param {Bar[]} bars @param {{ value: number, label: string } | undefined} target
 */
function plot(name, title, unit, bars, target) {
  const [left, width, row, top] = [230, 330, 30, 44];
  const most = Math.max(...bars.map(({ value }) => value), target?.value ?? 0) * 1.02;
  const x = (/** @type {number} */ value) => left + (width * value) / most;
  const bottom = top + row * bars.length;
  const lines = bars.map(({ label, value, quiet }, index) => {
    const y = top + row * index;
    return [
      `<text class="label" x="${left - 10}" y="${y + 19}" text-anchor="end">${label}</text>`,
      `<rect class="${quiet ? 'quiet' : 'bar'}" x="${left}" y="${y + 4}" width="${(x(value) - left).toFixed(1)}" height="${row - 9}" rx="4"/>`,
      `<text class="value" x="${(x(value) + 7).toFixed(1)}" y="${y + 19}">${short(value)} ${unit}</text>`,
    ].join('\n');
  });
  const goal = target && [
    `<line class="goal" x1="${x(target.value).toFixed(1)}" x2="${x(target.value).toFixed(1)}" y1="${top - 4}" y2="${bottom + 2}"/>`,
    `<text class="goal-label" x="${x(target.value).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${target.label}</text>`,
  ].join('\n');
  const style = [
    'text { font: 13px system-ui, sans-serif; fill: #1f2a2e } .title { font-weight: 600; font-size: 15px } .value { font-variant-numeric: tabular-nums }',
    '.bar { fill: #1f8a70 } .quiet { fill: #9aa7ab } .goal { stroke: #c2410c; stroke-width: 1.5; stroke-dasharray: 4 3 } .goal-label { fill: #c2410c; font-size: 12px }',
    '@media (prefers-color-scheme: dark) { text { fill: #e6eceb } .bar { fill: #4cc3a1 } .quiet { fill: #6b787c } .goal { stroke: #fb923c } .goal-label { fill: #fb923c } }',
  ].join('\n');
  const height = bottom + (target ? 26 : 8);
  writeFileSync(
    join(folder, `${name}.svg`),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 ${height}" width="680" height="${height}" role="img" aria-label="${title}">
<style>${style}</style>
<text class="title" x="12" y="24">${title}</text>
${lines.join('\n')}
${goal ?? ''}
</svg>
`,
  );
}

mkdirSync(folder, { recursive: true });
writeFileSync(kept, `${JSON.stringify(Object.fromEntries(Object.entries(all).sort()), undefined, 1)}\n`);

/** @param {[string, string, string, string][]} wanted label, bench, figure, unit @param {string} name @param {string} title @param {{ value: number, label: string }} [target] */
function bars(name, title, wanted, target) {
  const bars = wanted.flatMap(([label, bench, what]) => {
    const value = figure(bench, what);
    return value === undefined ? [] : [{ label, value, quiet: /without|bare|at most|Yjs/.test(label) }];
  });
  if (bars.length > 0) plot(name, title, wanted[0]?.[3] ?? '', bars, target);
}

bars('page', 'The page, compressed, on the wire', [
  ['until the lobby reacts', 'page', 'lobbyKb', 'kB'],
  ['with all that a meeting needs', 'page', 'allKb', 'kB'],
], { value: 150, label: 'lobby at most 150 kB' });
bars('idle', 'The server’s memory per idle signaling connection', [['Plenum', 'idle', 'bytes', 'bytes']], { value: 6_144, label: 'at most 6,144' });
bars('join', 'Click on Join to the first picture of somebody else', [
  ['Plenum', 'join', 'plenumMs', 'ms'],
  ['a bare page', 'join', 'bareMs', 'ms'],
]);
bars('recovery', 'The line in use is pulled out, another is up: sound is back', [
  ['for half', 'pulled', 'p50', 'ms'],
  ['for 95 of 100', 'pulled', 'p95', 'ms'],
], { value: 600, label: 'at most 600 ms' });

bars('document', 'From a key to another’s screen', [
  ['Plenum', 'document-latency', 'p50', 'ms'],
  ['Plenum, 95 of 100', 'document-latency', 'p95', 'ms'],
  ['Yjs with y-webrtc', 'document-latency', 'yjsP50', 'ms'],
  ['Yjs, 95 of 100', 'document-latency', 'yjsP95', 'ms'],
], { value: 50, label: 'at most 50 ms' });

const people = figure('eight', 'people') ?? 8;
bars('eight', `${people} people on an uplink of 2.5 Mbit/s: pictures for each`, [
  ['least, with our ladder', 'eight', 'leastKbit', 'kbit/s'],
  ['most, with our ladder', 'eight', 'mostKbit', 'kbit/s'],
  ['least, without', 'eight-without', 'leastKbit', 'kbit/s'],
  ['most, without', 'eight-without', 'mostKbit', 'kbit/s'],
]);

bars('sound', 'Sound only: what one sends to all others', [
  ['16 people, with our ladder', 'sound-16', 'sentKbit', 'kbit/s'],
  ['16 people, without', 'sound-16-without', 'sentKbit', 'kbit/s'],
  ['25 people, with our ladder', 'sound-25', 'sentKbit', 'kbit/s'],
  ['25 people, without', 'sound-25-without', 'sentKbit', 'kbit/s'],
]);

/** @type {[string, string, string, string, string][]} what, bench, figure, unit, target */
const rows = [
  ['page until the lobby reacts, on the wire', 'page', 'lobbyKb', 'kB', '≤ 150 kB'],
  ['requests until then', 'page', 'lobbyRequests', '', '≤ 10'],
  ['the same with all that a meeting needs', 'page', 'allKb', 'kB', ''],
  ['memory of the server per idle signaling connection', 'idle', 'bytes', 'bytes', '≤ 6,144 bytes'],
  ['honest messages through the server, 99 of 100', 'calm', 'p99', 'ms', ''],
  ['the same beside one flooder at the server’s limits', 'flooded', 'p99', 'ms', '≤ 250 ms'],
  ['honest connections that the flooder closes', 'flooded', 'closed', '', '0'],
  ['click on Join to the first remote picture, of a bare page’s time', 'join', 'ratio', '×', '≤ 1.25 ×'],
  ['from a link to hearing somebody on 1.6 Mbit/s with 150 ms, the first time', 'first-minute', 'firstSeconds', 's', '≤ 10 s'],
  ['presses for that', 'first-minute', 'firstPresses', '', '≤ 3'],
  ['the same the second time', 'first-minute', 'secondSeconds', 's', '≤ 3 s'],
  ['presses for that', 'first-minute', 'secondPresses', '', '≤ 1'],
  ['Lighthouse: performance of the start page on a desk', 'lighthouse-start-page-desktop', 'performance', 'of 100', '≥ 95'],
  ['of a lobby', 'lighthouse-lobby-desktop', 'performance', 'of 100', '≥ 95'],
  ['of the start page on a phone', 'lighthouse-start-page-mobile', 'performance', 'of 100', '≥ 90'],
  ['of a lobby on a phone', 'lighthouse-lobby-mobile', 'performance', 'of 100', '≥ 90'],
  [`${people} people on an uplink of 2.5 Mbit/s: what goes over it`, 'eight', 'wireKbit', 'kbit/s', '≤ 2,500 kbit/s'],
  ['pictures per second that the others see', 'eight', 'fps', '', '≥ 15'],
  ['the longest silence that they hear', 'eight', 'longestSilenceMs', 'ms', '≤ 200 ms'],
  ['16 people with sound only: what one sends', 'sound-16', 'sentKbit', 'kbit/s', ''],
  ['what is made up of their sound for want of packets', 'sound-16', 'madeUpPercent', '%', '≤ 1 %'],
  ['25 people with sound only: what one sends', 'sound-25', 'sentKbit', 'kbit/s', ''],
  ['what is made up of their sound for want of packets', 'sound-25', 'madeUpPercent', '%', '≤ 1 %'],
  ['a document of 20,000 keystrokes is synchronised', 'document-open', 'synchronisedMs', 'ms', '≤ 50 ms'],
  ['the same of the time of Yjs', 'document-open', 'ratio', '×', ''],
  ['from a key to another’s screen', 'document-latency', 'p50', 'ms', '≤ 50 ms'],
  ['the same of the time of Yjs with y-webrtc', 'document-latency', 'ratio', '×', ''],
  ['sealed bytes of a keystroke', 'document-bytes', 'bytes', 'bytes', '≤ 60 bytes'],
  ['of them text, before it is sealed and padded', 'document-bytes', 'textBytes', 'bytes', ''],
  ['main thread of one of 16 who write 8 keys a second each, of a core', 'document-writers-16', 'percent', '%', '≤ 5 %'],
  ['the same of what Yjs with y-webrtc costs', 'document-writers-16', 'ratio', '×', ''],
  ['longest task while somebody types into 200 KB; 0: below 50 ms', 'document-long', 'longestMs', 'ms', '≤ 50 ms'],
  ['the line in use is pulled out, another is up: sound back, 95 of 100', 'pulled', 'p95', 'ms', '≤ 600 ms'],
  ['it goes dead without a word, another is up: sound back, 95 of 100', 'dead', 'p95', 'ms', ''],
  ['30 % of all packets lost for 10 s: longest silence', 'loss', 'longest', 'ms', '≤ 1,000 ms'],
  ['nobody reaches the server for 60 s: longest silence', 'away', 'longest', 'ms', '≤ 200 ms'],
  ['symmetric NAT on both sides: from Join until both see and hear each other over our relay, longest', 'nat-udp', 'longest', 'ms', '≤ 5,000 ms'],
  ['no UDP on both sides: the same by TCP', 'nat-tcp', 'longest', 'ms', '≤ 8,000 ms'],
  ['symmetric NAT on both sides: the same over coturn', 'nat-coturn-udp', 'longest', 'ms', '≤ 5,000 ms'],
  ['no UDP on both sides: the same over coturn by TCP', 'nat-coturn-tcp', 'longest', 'ms', '≤ 8,000 ms'],
  ['symmetric NAT on both sides and no relay: from Join until both are told', 'nat-told', 'longest', 'ms', '≤ 15,000 ms'],
  ['no UDP on both sides and no relay: the same', 'nat-told-without-udp', 'longest', 'ms', '≤ 15,000 ms'],
];
const table = rows.flatMap(([what, bench, name, unit, target]) => {
  const value = figure(bench, name);
  return value === undefined ? [] : [`| ${what} | ${short(value)}${unit && ` ${unit}`} | ${target} |`];
});
const text = readFileSync(page, 'utf8');
const [begin, end] = ['<!-- figures -->\n', '<!-- end of figures -->'];
const head = text.slice(0, text.indexOf(begin) + begin.length);
const tail = text.slice(text.indexOf(end));
writeFileSync(page, [head, '| what | measured | wanted |\n|---|---|---|\n', table.join('\n'), '\n', tail].join(''));
