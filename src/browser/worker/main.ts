import { NominalError, plainError } from '../../errors/index.ts';
import type { ImageSource } from '../../image/index.ts';
import type { JobOptions } from '../../progress.ts';
import type { Answer, BrowserImage, Envelope, Request, Results } from '../messages.ts';
import { namedImages } from '../platform/images.ts';
import { placeAssets } from './assets.ts';
import { ExportedInspector } from './ExportedInspector.ts';
import { FittedInspector } from './FittedInspector.ts';
import type { Inspector } from './Inspector.ts';

/** Time between two signs of life. */
const SIGN_MS = 1000;

let inspector: Inspector | null = null;
const running = new Map<number, AbortController>();
/** Requests are done in their order; only a cancellation overtakes. */
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
      return replace(await FittedInspector.fit(request.images.map(sourceOf), request.options, job));
    case 'load':
      return replace(await load(request.file, request.backbone));
    case 'inspect':
      return loaded().inspect(sourceOf(request.image, 0));
    case 'setFalseRejectRate':
      loaded().setFalseRejectRate(request.falseRejectRate);
      return loaded().facts;
    case 'save':
      return loaded().save();
    case 'cancel':
      return null;
  }
}

async function replace(next: Inspector) {
  await inspector?.close();
  inspector = next;
  return next.facts;
}

/** A model file begins with the length of its header, an exported one with a field of a protobuf. */
async function load(file: Blob, backbone: string | undefined): Promise<Inspector> {
  const start = new Uint8Array(await file.slice(0, 9).arrayBuffer());
  const isModel = start[8] === '{'.charCodeAt(0);
  if (!isModel) return ExportedInspector.load(new Uint8Array(await file.arrayBuffer()));
  const url = URL.createObjectURL(file);
  try {
    return await FittedInspector.load(url, backbone);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function loaded(): Inspector {
  if (inspector !== null) return inspector;
  throw new NominalError('NOT_FOUND', {
    what: 'there is no detector yet',
    remedy: 'Fit one, or load a model',
  });
}

/** A file keeps its name, so that the model can tell which image a row of its bank is from. */
function sourceOf(image: BrowserImage, index: number): ImageSource {
  if (!(image instanceof Blob)) return image;
  const own = image instanceof File ? image.name : `image ${index}`;
  const name = namedImages.has(own) ? `${index}/${own}` : own;
  namedImages.set(name, image);
  return name;
}
