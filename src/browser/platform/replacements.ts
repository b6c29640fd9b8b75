import { fileURLToPath } from 'node:url';

/**
 * The modules of Node that a browser lacks, and their replacements in the bundle. Everything else is the
 * library itself. The build fails if it reaches a module of Node that is not listed here.
 */
const modules: Readonly<Record<string, string>> = {
  'node:crypto': 'sha256.ts',
  'node:os': 'os.ts',
  'node:fs': 'fs.ts',
};

/** Modules of the library that are replaced in the bundle, by their path below `src`. */
const files: Readonly<Record<string, string>> = {
  'backbone/index.ts': 'backbones.ts',
  'backbone/ort/onnxRuntime.ts': 'ort.ts',
  'backbone/ort/createOrtSession.ts': 'createOrtSession.ts',
  'backbone/resolveBackbone.ts': 'resolveBackbone.ts',
  'backbone/onnx/index.ts': 'onnx.ts',
  'backbone/onnx/readTensorBytes.ts': 'readTensorBytes.ts',
  'detector/fit/bank/FeatureStore.ts': 'FeatureStore.ts',
  'detector/fit/calibrate/measureOnThreads.ts': 'measureOnThreads.ts',
  'detector/modelFile/readModelFile.ts': 'readModelFile.ts',
  'detector/inspect/MeasuringWorkers.ts': 'MeasuringWorkers.ts',
  'detector/modelFile/writeModel.ts': 'writeModel.ts',
  'files/index.ts': 'files.ts',
  'garbage.ts': 'garbage.ts',
  'image/index.ts': 'images.ts',
};

const sources = fileURLToPath(new URL('../../', import.meta.url));
const platform = fileURLToPath(new URL('./', import.meta.url));

/** A Vite plugin that replaces modules for Node by those for the browser. */
export function replacements() {
  return {
    name: 'nominal-platform',
    enforce: 'pre' as const,
    resolveId(source: string, importer: string | undefined): string | null {
      if (Object.hasOwn(modules, source)) return platform + modules[source];
      if (source.startsWith('node:')) {
        throw new Error(`${importer} reaches ${source}, which has no counterpart in ${platform}`);
      }
      if (importer === undefined || !source.startsWith('.')) return null;
      const path = fileURLToPath(new URL(source, `file://${importer}`));
      const name = path.startsWith(sources) ? path.slice(sources.length) : '';
      return Object.hasOwn(files, name) ? platform + files[name] : null;
    },
  };
}
