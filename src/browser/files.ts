import type { PackageFiles } from './messages.ts';

/**
 * Where the package's files lie as seen from its index, which they lie beside. Each address is written
 * out in full, because that is what Vite, Rollup, webpack and Parcel look for in a library: they put
 * the file into the application's output and its new address here. The comments keep this project's
 * own build from doing so.
 */

/** The worker's script: one file, which bundlers copy as it is. */
export const workerAddress = () => new URL(/* @vite-ignore */ './worker.js', import.meta.url);

/** What the worker loads. */
export const packageFiles = (): PackageFiles => ({
  runtime: {
    mjs: new URL(/* @vite-ignore */ './ort/ort-wasm-simd-threaded.mjs', import.meta.url).href,
    wasm: new URL(/* @vite-ignore */ './ort/ort-wasm-simd-threaded.wasm', import.meta.url).href,
  },
  backbones: {
    'movenet-lightning': new URL(
      /* @vite-ignore */ './backbones/movenet-lightning/model.onnx',
      import.meta.url,
    ).href,
  },
});
