// The process that decodes images which are looked at or added. A damaged image that harms it, or its
// memory, does not affect the server.
import process from 'node:process';
import { decodeLimitsOf, type DecodingConfig } from 'nominal-vision/internal/config';
import { plainError } from 'nominal-vision/internal/errors';
import { whenParentEnds } from 'nominal-vision/internal/files';
import { decodeImage } from 'nominal-vision/internal/image';
import { collectGarbage } from 'nominal-vision/internal/inspector';
import type { PictureInput, PictureOutput, PictureTask } from './messages.ts';
import { renderImage } from './renderImage.ts';

const limits = decodeLimitsOf(JSON.parse(process.argv[2]) as DecodingConfig);

// A host that has just ended hears nothing; that it has is seen below.
const send = (message: PictureOutput) => process.send?.(message, undefined, {}, () => undefined);

async function work(task: PictureTask): Promise<Uint8Array | null> {
  if (task.kind === 'render') return renderImage(task.path, task.maxSidePx, limits);
  const { data } = await decodeImage(task.path, limits);
  collectGarbage(data.length);
  return null;
}

process.on('message', (input: PictureInput) => {
  const { id } = input;
  work(input).then(
    (picture) => send({ type: 'done', id, picture }),
    (error: unknown) => send({ type: 'failed', id, error: plainError(error) }),
  );
});
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
whenParentEnds(() => process.exit(0));
