import { BrowserDetector, NominalError } from '../index.ts';
import { Camera } from './Camera.ts';
import { element } from './element.ts';
import { progressText, showInspection } from './show.ts';

const worker = new URL('worker.js', document.baseURI);
const button = (id: string) => element(id, HTMLButtonElement);
const input = (id: string) => element(id, HTMLInputElement);
const status = element('learn-status', HTMLSpanElement);
const progress = element('progress', HTMLProgressElement);
const alert = element('error', HTMLParagraphElement);
const results = element('results', HTMLElement);
const camera = new Camera();

const good: File[] = [];
let detector: BrowserDetector | null = null;
let fitting: AbortController | null = null;
let frames = 0;

/** Runs the action of a control, and shows its error if it fails. */
function act(work: () => Promise<void>): void {
  alert.hidden = true;
  work().catch((error: unknown) => {
    if (error instanceof NominalError && error.code === 'CANCELLED') return;
    alert.textContent = error instanceof Error ? error.message : String(error);
    alert.hidden = false;
  });
}

function takeFiles(id: string, take: (files: readonly File[]) => void): void {
  const field = input(id);
  const drop = field.closest('label');
  field.addEventListener('change', () => {
    take([...(field.files ?? [])]);
    field.value = '';
  });
  for (const kind of ['dragover', 'dragleave', 'drop'] as const) {
    drop?.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', kind === 'dragover');
      if (kind === 'drop' && !field.disabled) take([...(event.dataTransfer?.files ?? [])]);
    });
  }
}

function addGood(files: readonly File[]): void {
  good.push(...files);
  status.textContent = `${good.length} images of good parts.`;
  button('fit').disabled = good.length === 0;
}

function use(next: BrowserDetector): void {
  detector?.close();
  detector = next;
  input('test').disabled = false;
  button('save').disabled = false;
  element('rate', HTMLSelectElement).disabled = false;
  results.replaceChildren();
  showFacts();
}

function showFacts(): void {
  if (detector === null) return;
  const { threshold, calibrationImages, threads } = detector.facts;
  element('facts', HTMLSpanElement).textContent =
    `Threshold ${threshold.toFixed(2)}, from ${calibrationImages} images; ${threads} ${threads === 1 ? 'thread' : 'threads'}.`;
}

async function learn(): Promise<void> {
  fitting = new AbortController();
  button('fit').disabled = true;
  button('cancel').hidden = false;
  progress.hidden = false;
  const start = performance.now();
  try {
    const onProgress = (step: Parameters<typeof progressText>[0]) => {
      const [text, share] = progressText(step);
      status.textContent = `${text} …`;
      progress.value = share;
    };
    const job = { signal: fitting.signal, onProgress };
    use(await BrowserDetector.fit(good, {}, job, { worker }));
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    status.textContent = `Learned from ${good.length} images in ${seconds} s.`;
  } catch (error) {
    status.textContent = `${good.length} images of good parts; nothing was learned.`;
    throw error;
  } finally {
    fitting = null;
    button('fit').disabled = false;
    button('cancel').hidden = true;
    progress.hidden = true;
  }
}

async function inspect(files: readonly File[]): Promise<void> {
  if (detector === null) throw new Error('Learn from good parts first, or load a model.');
  for (const file of files) {
    const inspection = await detector.inspect(file);
    results.prepend(showInspection(file.name, inspection, detector.facts.heldRate));
  }
}

async function save(): Promise<void> {
  if (detector === null) return;
  const url = URL.createObjectURL(await detector.save());
  const link = document.createElement('a');
  link.href = url;
  link.download = 'part.nominal';
  link.click();
  URL.revokeObjectURL(url);
}

takeFiles('good', addGood);
takeFiles('test', (files) => {
  act(() => inspect(files));
});
takeFiles('model', ([file]) => {
  act(async () => {
    use(await BrowserDetector.load(file, { worker }));
    status.textContent = `Loaded ${file.name}.`;
  });
});
button('fit').addEventListener('click', () => {
  act(learn);
});
button('cancel').addEventListener('click', () => fitting?.abort());
button('save').addEventListener('click', () => {
  act(save);
});
element('rate', HTMLSelectElement).addEventListener('change', (event) => {
  act(async () => {
    if (event.target instanceof HTMLSelectElement) {
      await detector?.setFalseRejectRate(Number(event.target.value));
      showFacts();
    }
  });
});
button('camera-start').addEventListener('click', () => {
  act(async () => {
    await camera.start();
    button('camera-good').disabled = false;
    button('camera-inspect').disabled = false;
  });
});
button('camera-good').addEventListener('click', () => {
  act(async () => {
    addGood([await camera.grab(`camera ${++frames}.png`)]);
  });
});
button('camera-inspect').addEventListener('click', () => {
  act(async () => inspect([await camera.grab(`camera ${++frames}.png`)]));
});

// Over plain HTTP, only this machine's own pages have a service worker; others work online only.
if ('serviceWorker' in navigator) {
  act(async () => {
    await navigator.serviceWorker.register(new URL('offline.js', document.baseURI));
  });
}
