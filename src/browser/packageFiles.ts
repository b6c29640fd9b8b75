import type { PackageFiles } from './messages.ts';

/**
 * The addresses of the package's files, which are next to its index. Each address is written out in full,
 * because Vite, Rollup, webpack and Parcel look for this form in a library: they copy the file into the
 * application's output and put its new address here. The comments keep this project's own build from
 * doing so.
 */

/** The worker's script: a single file, which bundlers copy unchanged. */
export const workerAddress = () => new URL(/* @vite-ignore */ './worker.js', import.meta.url);

/** The files that the worker loads. */
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
