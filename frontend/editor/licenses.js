// Writes the licence texts of everything that esbuild's report says is in the bundle; called by `build.sh`.
import { readdirSync, readFileSync } from 'node:fs';

const [, , report] = process.argv;
const { outputs } = JSON.parse(readFileSync(report, 'utf8'));
const inside = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0));
const folders = new Set(inside.flatMap(([path]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));

/** Names by text, since most have the same. */
const texts = new Map();
for (const folder of [...folders].sort()) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  if (license !== 'MIT') throw new Error(`${name} has the licence ${license}: is it to be in the bundle?`);
  const file = readdirSync(folder).find((one) => /^licen[sc]e/i.test(one));
  if (file === undefined) throw new Error(`${name} has no licence text`);
  const text = readFileSync(`${folder}/${file}`, 'utf8').replaceAll('\r\n', '\n').trim();
  texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
}
const parts = [...texts].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`);
process.stdout.write(`editor.js is made of Plenum's own sources and of these.\n\n${parts.join(`\n${'-'.repeat(72)}\n\n`)}`);
