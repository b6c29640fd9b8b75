#!/usr/bin/env bash
# sharp 0.35.5 (libvips 8.18.7) emits the "warning" event of one image on another that is decoded at the same time.
#
# One expects `sharp(file).on('warning', …)` to report problems of that file. But the warnings of all images are
# in one queue per process, which the next image to finish empties. So a sound file gets the warning of its
# neighbor, and the faulty file gets none. Decoded one by one, the warnings are right.
#
# Observed: of 400 sound JPEG files decoded together with 400 faulty ones, about 100 sound ones got a warning and
# about 200 faulty ones got none (the exact numbers differ from run to run); one by one 0 and 0.
#
# Exits with 0 while this is so, with 1 once it is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sharp@0.35.5
cat > run.mjs <<'EOF'
import sharp from 'sharp';

const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251);
const sound = await sharp(pixels, { raw: { height: 64, width: 64, channels: 3 } }).jpeg().toBuffer();
// A baseline scan whose header states its last coefficient as 0, as some cameras do: the pixels are the same.
const warns = Buffer.from(sound);
const scan = warns.indexOf(Buffer.of(0xff, 0xda));
warns[scan + 2 + warns.readUInt16BE(scan + 2) - 2] = 0;

async function isWarned(file) {
  let warned = false;
  const image = sharp(file, { failOn: 'error' });
  image.on('warning', () => (warned = true));
  await image.raw().toBuffer();
  return warned;
}

async function count(atOnce) {
  const seen = { soundWithWarning: 0, othersWithout: 0 };
  for (let done = 0; done < 800; done += atOnce) {
    const files = Array.from({ length: atOnce }, (_, i) => ((done + i) % 2 === 0 ? sound : warns));
    const warned = await Promise.all(files.map(isWarned));
    for (const [i, file] of files.entries()) {
      if (file === sound && warned[i]) seen.soundWithWarning++;
      if (file === warns && !warned[i]) seen.othersWithout++;
    }
  }
  return seen;
}

const [alone, together] = [await count(1), await count(16)];
console.log({ versions: [sharp.versions.sharp, sharp.versions.vips], alone, together });
const asExpected = alone.soundWithWarning === 0 && alone.othersWithout === 0;
process.exit(asExpected && together.soundWithWarning > 0 && together.othersWithout > 0 ? 0 : 1);
EOF
node run.mjs
