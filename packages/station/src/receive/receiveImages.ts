import { readFile, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { NominalError } from 'nominal-vision/internal/errors';
import { collectGarbage } from 'nominal-vision/internal/inspector';
import type { ReceivedFile } from '../store/index.ts';
import { describeIssues } from './describeIssues.ts';
import type { Arrival } from '../inspect/AdmissionGate.ts';
import type { Station } from '../Station.ts';
import { receiveFile } from './receiveFile.ts';

/** An image of a request, in a file of its own until it is kept. */
export interface ReceivedImage {
  /** As the sender calls it; shown, never opened. */
  readonly name: string;
  readonly file: ReceivedFile;
}

/** Images in a JSON body. */
export const inspectBodySchema = z.strictObject({
  images: z
    .array(
      z.strictObject({
        name: z.string().max(200).default('image'),
        base64: z.base64().min(4).describe('Bytes of an image file'),
      }),
    )
    .min(1),
});

/** Base64 is a third longer than what it holds. */
const BASE64_GROWTH = 1.4;
/** JSON is in memory as bytes, as text, and as the texts and bytes that are read from it. */
const JSON_MEMORY = 4;

/**
 * Receives the images of a request, which come as the files of a multipart form, as one raw body, or
 * as base64 in JSON, and works with them. They are written to the disk as they come; those that the
 * work has not kept are removed after it.
 *
 * @param rawName name of an image that is the body itself.
 * @throws NominalError `INPUT_EMPTY` without an image, `IMAGE_TOO_LARGE`, `REQUEST_TOO_LARGE`,
 *   `REQUEST_INVALID`, `CONFIG_INVALID`, `QUEUE_FULL`, `OUTPUT_FAILED`, or that of the work.
 */
export async function receiveImages<Result>(
  station: Station,
  request: FastifyRequest,
  work: (images: readonly ReceivedImage[]) => Promise<Result>,
  rawName = 'image',
): Promise<Result> {
  const received: ReceivedImage[] = [];
  const intake = new Intake(station, request.arrival);
  try {
    if (request.isMultipart()) await intake.form(request, received);
    else await intake.body(request, rawName, received);
    if (received.every(({ file }) => file.bytes === 0)) throw noImage();
    request.arrival?.admit(received.length);
    return await work(received);
  } finally {
    request.arrival?.kept();
    await Promise.allSettled(received.map(({ file }) => rm(file.path, { force: true })));
  }
}

/** Takes in what one request sends. */
class Intake {
  readonly #station: Station;
  readonly #arrival: Arrival | null;
  #bytes = 0;

  constructor(station: Station, arrival: Arrival | null) {
    this.#station = station;
    this.#arrival = arrival;
  }

  /** The files of a form; its fields are ignored. */
  async form(request: FastifyRequest, received: ReceivedImage[]): Promise<void> {
    const { maxImageBytes } = this.#station.config;
    try {
      for await (const { file, filename: name } of request.files()) {
        received.push({ name, file: await this.#receive(file, maxImageBytes) });
        if (file.truncated) throw imageTooLarge(maxImageBytes);
      }
    } catch (error) {
      // The rest is read and discarded, so that the sender does not wait for that and miss the answer.
      request.raw.unpipe();
      request.raw.resume();
      throw isHttpError(error) ? error : malformedForm(error);
    }
  }

  async body(request: FastifyRequest, name: string, received: ReceivedImage[]): Promise<void> {
    const { maxImageBytes } = this.#station.config;
    const body = request.body as Readable | null | undefined;
    if (body === undefined || body === null) return;
    if (/^application\/json/i.test(request.headers['content-type'] ?? '')) {
      await this.#json(body, received);
      return;
    }
    received.push({ name, file: await this.#receive(body, maxImageBytes) });
  }

  /** JSON is read once it has arrived completely: a slow sender takes no memory. */
  async #json(body: Readable, received: ReceivedImage[]): Promise<void> {
    const { config, memory } = this.#station;
    const maxBytes = Math.ceil(config.maxImageBytes * BASE64_GROWTH);
    const file = await this.#receive(body, maxBytes, requestTooLarge(`${maxBytes} bytes of JSON`));
    try {
      await memory.use(file.bytes * JSON_MEMORY, async () => {
        const images = parseImages(await readFile(file.path, 'utf8'));
        if (images.length > config.maxImagesPerRequest) {
          throw requestTooLarge(`${config.maxImagesPerRequest} images`);
        }
        for (const { name, base64 } of images) {
          const bytes = Buffer.from(base64, 'base64');
          if (bytes.length > config.maxImageBytes) throw imageTooLarge(config.maxImageBytes);
          received.push({ name, file: await this.#write(bytes) });
        }
      });
      collectGarbage(file.bytes * JSON_MEMORY);
    } finally {
      await rm(file.path, { force: true });
    }
  }

  async #receive(
    stream: Readable,
    maxBytes: number,
    refusal: NominalError = imageTooLarge(maxBytes),
  ): Promise<ReceivedFile> {
    const { maxQueuedBytes } = this.#station.config;
    let own = 0;
    return receiveFile(stream, incomingPath(this.#station), (bytes) => {
      own += bytes;
      this.#bytes += bytes;
      if (own > maxBytes) throw refusal;
      if (this.#bytes > Math.max(maxQueuedBytes, maxBytes))
        throw requestTooLarge(`${maxQueuedBytes} bytes`);
      this.#arrival?.add(bytes);
    });
  }

  #write(bytes: Buffer): Promise<ReceivedFile> {
    return receiveFile(Readable.from([bytes]), incomingPath(this.#station), () => undefined);
  }
}

/** Where a file lies while it comes. What an unclean end leaves there is removed at the next start. */
export function incomingPath({ store }: Station): string {
  return store.images.incomingPath();
}

function parseImages(text: string): readonly { readonly name: string; readonly base64: string }[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
  const result = inspectBodySchema.safeParse(body);
  if (result.success) return result.data.images;
  throw invalid(describeIssues(result.error.issues));
}

function invalid(received: string, cause?: unknown): NominalError {
  return new NominalError('CONFIG_INVALID', {
    what: 'the body holds no images',
    expected: '{"images": [{"name": "…", "base64": "…"}]}',
    received,
    cause,
  });
}

/** Whether an error determines the answer by itself. */
function isHttpError(error: unknown): boolean {
  return error instanceof NominalError || (error instanceof Error && 'statusCode' in error);
}

function malformedForm(cause: unknown): NominalError {
  return new NominalError('REQUEST_INVALID', {
    what: 'the multipart form is malformed',
    expected: 'parts between the boundary that its content type names, and an end',
    received: cause instanceof Error ? cause.message.slice(0, 200) : 'something else',
    cause,
  });
}

function noImage(): NominalError {
  return new NominalError('INPUT_EMPTY', {
    reason: 'requestWithoutImage',
    what: 'the request holds no image',
    expected:
      'files in a multipart form, one image as the body (content type image/… or application/octet-stream), or JSON with base64',
  });
}

function imageTooLarge(maxBytes: number): NominalError {
  return new NominalError('IMAGE_TOO_LARGE', {
    reason: 'imageHasTooManyBytes',
    what: 'an image has more bytes than the station takes',
    expected: `at most ${maxBytes} bytes`,
    remedy: 'Send a smaller image, or raise "maxImageBytes" in the station\'s configuration',
    details: { most: maxBytes },
  });
}

function requestTooLarge(most: string): NominalError {
  return new NominalError('REQUEST_TOO_LARGE', {
    reason: 'requestTooLarge',
    what: 'the request is too large',
    expected: `at most ${most}`,
    remedy: 'Send fewer images at a time',
  });
}
