// Writes what the network has learned, as `src/weights.rs` reads it: of MediaPipe's file (TensorFlow Lite, a FlatBuffer) the numbers of
// all layers that have learned something, weights and then biases, as half floats in the order of their layers. Called by `build.sh`.
import { readFileSync, writeFileSync } from 'node:fs';

const [, , from, to] = process.argv;
const bytes = readFileSync(from);

/** Where a field of a table lies, or 0: FlatBuffers keep a list of places in front of each table. */
const field = (table, index) => {
  const places = table - bytes.readInt32LE(table);
  const entry = 4 + index * 2;
  const offset = entry < bytes.readUInt16LE(places) ? bytes.readUInt16LE(places + entry) : 0;
  return offset && table + offset;
};
const follow = (place) => place + bytes.readUInt32LE(place);
/** The places of what a list holds. */
const list = (place) => {
  if (!place) return [];
  const start = follow(place);
  return Array.from({ length: bytes.readUInt32LE(start) }, (_, index) => start + 4 + index * 4);
};
const numbers = (place) => list(place).map((each) => bytes.readInt32LE(each));
const tables = (place) => list(place).map(follow);

const model = follow(0);
const [graph] = tables(field(model, 2));
const kinds = tables(field(model, 1)).map((kind) => (field(kind, 0) ? bytes.readInt8(field(kind, 0)) : 0));
const buffers = tables(field(model, 4));
const tensors = tables(field(graph, 0)).map((tensor) => {
  const buffer = field(tensor, 2);
  const data = buffer && field(buffers[bytes.readUInt32LE(buffer)], 0);
  const at = data && follow(data);
  return data ? bytes.subarray(at + 4, at + 4 + bytes.readUInt32LE(at)) : undefined;
});

// As the schema numbers them; the last one, of MediaPipe's own, is a transposed convolution.
const [CONVOLUTION, DEPTHWISE, DEQUANTIZE, CUSTOM] = [3, 4, 6, 32];
/** Half floats are made floats by a layer of their own. */
const source = new Map();
const learned = [];
for (const operator of tables(field(graph, 3))) {
  const index = field(operator, 0);
  const kind = kinds[index ? bytes.readUInt32LE(index) : 0];
  const [inputs, outputs] = [numbers(field(operator, 1)), numbers(field(operator, 2))];
  if (kind === DEQUANTIZE) source.set(outputs[0], inputs[0]);
  if (![CONVOLUTION, DEPTHWISE, CUSTOM].includes(kind)) continue;
  for (const input of inputs.slice(1)) {
    learned.push(tensors[source.get(input) ?? input]);
  }
}
writeFileSync(to, Buffer.concat(learned));
