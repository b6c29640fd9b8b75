import { NominalError, plainError } from '../../errors/index.ts';
import type { ImageSource } from '../../image/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { Answer, BrowserImage, Envelope, Request, Results } from '../messages.ts';
import { namedImages } from '../platform/images.ts';
import { placeAssets } from '../platform/assets.ts';
import { ExportedDetector } from './ExportedDetector.ts';
import { FittedDetector } from './FittedDetector.ts';
import type { WorkerDetector } from './WorkerDetector.ts';

/** Time between two signs of life. */
const SIGN_MS = 1000;

let detector: WorkerDetector | null = null;
const running = new Map<number, AbortController>();
/** Requests run in order; only a cancellation overtakes. */
let last: Promise<unknown> = Promise.resolve();

self.addEventListener('message', ({ data }: MessageEvent<Envelope>) => {
  const { id, request } = data;
  if (request.kind === 'cancel') {
    running.get(request.job)?.abort();
    answer({ id, result: null });
    return;
  }
  const controller = new AbortController();
  running.set(id, controller);
  const job: JobOptions = {
    signal: controller.signal,
    onProgress: (progress) => {
      answer({ id, progress });
    },
  };
  last = last.then(async () => {
    try {
      answer({ id, result: await perform(request, job) });
    } catch (error) {
      answer({ id, error: plainError(error) });
    } finally {
      running.delete(id);
      namedImages.clear();
    }
  });
});

setInterval(() => {
  answer({ alive: true });
}, SIGN_MS);

function answer(message: Answer): void {
  self.postMessage(message);
}

async function perform(request: Request, job: JobOptions): Promise<Results[keyof Results]> {
  switch (request.kind) {
    case 'begin':
      placeAssets(request.files);
      return null;
    case 'fit':
      return replace(await FittedDetector.fit(request.images.map(sourceOf), request.options, job));
    case 'load':
      return replace(await load(request.file, request.backbone));
    case 'inspect':
      return loaded().inspect(sourceOf(request.image, 0));
    case 'setFalseRejectRate':
      loaded().setFalseRejectRate(request.falseRejectRate, request.extrapolate);
      return loaded().facts;
    case 'save':
      return loaded().save();
    case 'cancel':
      return null;
  }
}

async function replace(next: WorkerDetector) {
  await detector?.close();
  detector = next;
  return next.facts;
}

/** A model file begins with the length of its header, an exported file with a field of a protobuf. */
async function load(file: Blob, backbone: string | undefined): Promise<WorkerDetector> {
  const start = new Uint8Array(await file.slice(0, 9).arrayBuffer());
  const isModel = start[8] === '{'.charCodeAt(0);
  if (!isModel) return ExportedDetector.load(new Uint8Array(await file.arrayBuffer()));
  const url = URL.createObjectURL(file);
  try {
    return await FittedDetector.load(url, backbone);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function loaded(): WorkerDetector {
  if (detector !== null) return detector;
  throw new NominalError('NOT_FOUND', {
    what: 'there is no detector yet',
    remedy: 'Fit one, or load a model',
  });
}

/** A file keeps its name, so that the model records which image a row of its bank comes from. */
function sourceOf(image: BrowserImage, index: number): ImageSource {
  if (!(image instanceof Blob)) return image;
  const own = image instanceof File ? image.name : `image ${index}`;
  const name = namedImages.has(own) ? `${index}/${own}` : own;
  namedImages.set(name, image);
  return name;
}
