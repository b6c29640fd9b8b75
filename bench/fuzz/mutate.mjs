// Mutations of valid inputs: of arbitrary bytes, of JSON by its structure, and of numbers by their kind.

/** Numbers that readers trip over, as JSON writes them; 1e999 is read as an infinity. */
const numbers = ['0', '-1', '1', '0.5', '-0', '1e999', '-1e999', '1e308', '1e-320', '2147483648'];
const more = ['4294967296', '9007199254740993', '65536', '100000', '-1e-9', '1.5e7'];

/** Text of nested lists or objects, deeper than a stack. */
const deep = (random, depth) =>
  random.integer(2) === 0
    ? '['.repeat(depth) + ']'.repeat(depth)
    : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

const others = (random) =>
  [
    () => 'null',
    () => 'true',
    () => '[]',
    () => '{}',
    () => '""',
    () => JSON.stringify('x'.repeat(20_000)),
    () => JSON.stringify('../../etc/passwd'),
    () => JSON.stringify('\u0000\u001b[31m\n\u202e'),
    () => '{"toString":1,"valueOf":1}',
    () => '{"__proto__":{"polluted":true}}',
    () => deep(random, 20_000),
    () => `[${'0,'.repeat(5000)}0]`,
    () => '[null]',
    () => '[[],{}]',
  ][random.integer(14)]();

const pick = (random, list) => list[random.integer(list.length)];

/** One of twenty inputs stays unchanged: valid input must be accepted. */
const isKept = (random) => random.integer(20) === 0;

/** Changes, inserts, duplicates, removes or cuts off some bytes. */
export function mutateBytes(random, bytes, other = bytes) {
  let out = Uint8Array.from(bytes);
  if (isKept(random)) return out;
  const times = 1 + random.integer(4);
  for (let i = 0; i < times && out.length > 0; i++) {
    const at = random.integer(out.length);
    const length = 1 + random.integer(Math.min(64, out.length - at));
    switch (random.integer(9)) {
      case 0:
        out[at] ^= 1 << random.integer(8);
        break;
      case 1:
        out[at] = random.integer(256);
        break;
      case 2:
        out.fill(pick(random, [0, 0xff, 0x7f, 0x80]), at, at + length);
        break;
      case 3:
        out = joined(out.subarray(0, at), out.subarray(at + length));
        break;
      case 4:
        out = joined(out.subarray(0, at), out.subarray(at, at + length), out.subarray(at));
        break;
      case 5:
        out = out.slice(0, at);
        break;
      case 6: {
        const from = random.integer(other.length);
        out = joined(out.subarray(0, at), other.subarray(from, from + length), out.subarray(at));
        break;
      }
      default: {
        // A number in the first bytes, which hold sizes.
        const place = random.integer(Math.min(out.length, 256));
        const view = new DataView(out.buffer);
        const value = pick(random, [0, 1, 0x7fffffff, 0xffffffff, 0x80000000, 65535, 0x01000000]);
        if (place + 4 <= out.length) view.setUint32(place, value, random.integer(2) === 0);
      }
    }
  }
  return out;
}

/** JSON text of a value with some parts replaced, duplicated or left out; occasionally arbitrary bytes. */
export function mutateJson(random, value) {
  if (isKept(random)) return Buffer.from(JSON.stringify(value));
  if (random.integer(8) === 0) {
    return Buffer.from(mutateBytes(random, Buffer.from(JSON.stringify(value))));
  }
  // A replaced part becomes a marked text, whose quotes are removed at the end.
  const marks = [];
  const copy = structuredClone(value);
  const root = { root: copy };
  const times = 1 + random.integer(3);
  for (let i = 0; i < times; i++) {
    const places = placesIn(root);
    const [parent, key] = pick(random, places);
    switch (random.integer(6)) {
      case 0:
        if (parent !== root) delete parent[key];
        break;
      case 1:
        if (Array.isArray(parent)) parent.push(structuredClone(parent[key]));
        else parent[`${key}2`] = structuredClone(parent[key]);
        break;
      case 2: {
        const [otherParent, otherKey] = pick(random, places);
        parent[key] = structuredClone(otherParent[otherKey]);
        break;
      }
      default: {
        const isNumber = typeof parent[key] === 'number';
        const text =
          isNumber && random.integer(4) > 0
            ? pick(random, [...numbers, ...more])
            : random.integer(3) === 0
              ? pick(random, [...numbers, ...more])
              : others(random);
        parent[key] = `\u0001${marks.push(text) - 1}\u0001`;
      }
    }
  }
  const text = JSON.stringify(root.root) ?? 'null';
  return Buffer.from(text.replace(/"\\u0001(\d+)\\u0001"/g, (_, i) => marks[Number(i)]));
}

function placesIn(root) {
  const places = [];
  const look = (parent) => {
    for (const key of Object.keys(parent)) {
      places.push([parent, key]);
      if (places.length > 5000) return;
      if (typeof parent[key] === 'object' && parent[key] !== null) look(parent[key]);
    }
  };
  look(root);
  return places;
}

/** Replaces some floats by NaN, infinities or extreme values. */
export function mutateFloats(random, floats) {
  const out = Float32Array.from(floats);
  if (out.length === 0) return out;
  const values = [NaN, Infinity, -Infinity, 0, -1, 3e38, -3e38, 1e-40];
  const times = 1 + random.integer(4);
  for (let i = 0; i < times; i++) out[random.integer(out.length)] = pick(random, values);
  if (random.integer(6) === 0) out.fill(pick(random, values));
  return out;
}

function joined(...parts) {
  return Uint8Array.from(Buffer.concat(parts.map((part) => Buffer.from(part))));
}
