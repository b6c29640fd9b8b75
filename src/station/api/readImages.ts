import type { FastifyRequest } from 'fastify';
import { NominalError } from '../../errors/index.ts';
import type { IncomingImage } from '../inspect/InspectionDesk.ts';
import { inspectBodySchema } from './schemas.ts';

/**
 * The images of a request: the files of a multipart form, one raw body, or base64 in JSON.
 *
 * @throws NominalError `INPUT_EMPTY` without an image, `IMAGE_TOO_LARGE`, or `CONFIG_INVALID`.
 */
export async function readImages(
  request: FastifyRequest,
  limits: { readonly maxImageBytes: number; readonly maxImagesPerRequest: number },
  rawName = 'image',
): Promise<IncomingImage[]> {
  const images = request.isMultipart()
    ? await multipartImages(request)
    : Buffer.isBuffer(request.body)
      ? [{ bytes: request.body, name: rawName }]
      : jsonImages(request.body);
  if (images.length > limits.maxImagesPerRequest) {
    throw tooLarge(`${limits.maxImagesPerRequest} images`, `${images.length} images`);
  }
  const { maxImageBytes } = limits;
  const large = images.find(({ bytes }) => bytes.length > maxImageBytes);
  if (large !== undefined) throw tooLarge(`${maxImageBytes} bytes`, `${large.bytes.length} bytes`);
  if (images.some(({ bytes }) => bytes.length > 0)) return images;
  throw new NominalError('INPUT_EMPTY', {
    what: 'the request holds no image',
    expected:
      'files in a multipart form, one image as the body (content type image/… or application/octet-stream), or JSON with base64',
  });
}

async function multipartImages(request: FastifyRequest): Promise<IncomingImage[]> {
  const images: IncomingImage[] = [];
  for await (const part of request.files()) {
    images.push({ bytes: await part.toBuffer(), name: part.filename });
  }
  return images;
}

function jsonImages(body: unknown): IncomingImage[] {
  const result = inspectBodySchema.safeParse(body ?? {});
  if (result.success) {
    return result.data.images.map(({ name, base64 }) => ({
      name,
      bytes: Buffer.from(base64, 'base64'),
    }));
  }
  throw new NominalError('CONFIG_INVALID', {
    what: 'the request is not valid',
    expected: '{"images": [{"name": "…", "base64": "…"}]}',
    received: result.error.issues
      .map(({ path, message }) => `"${path.join('/')}": ${message}`)
      .join('; '),
  });
}

function tooLarge(expected: string, received: string): NominalError {
  return new NominalError('IMAGE_TOO_LARGE', {
    what: 'the request is too large',
    expected: `at most ${expected}`,
    received,
    remedy: 'Send fewer or smaller images',
  });
}
