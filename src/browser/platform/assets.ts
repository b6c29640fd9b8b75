import type { PackageFiles } from '../messages.ts';

/** The folder of the worker's own script, which holds every file whose address the page has not given. */
const ownFolder = new URL('./', self.location.href).href;

/** The addresses that the page gave. */
let given: PackageFiles | null = null;

/** Sets the addresses that the page knows. */
export function placeAssets(files: PackageFiles): void {
  given = files;
}

/** The addresses of ONNX Runtime's files, or the folder of both. */
export function runtimeAddress(): PackageFiles['runtime'] | string {
  return given?.runtime ?? `${ownFolder}ort/`;
}

/** The addresses of a backbone's network and its manifest. */
export function backboneAddress(name: string): {
  readonly model: string;
  readonly manifest: string;
} {
  const folder = `${ownFolder}backbones/${encodeURIComponent(name)}/`;
  return {
    model: given?.backbones[name] ?? `${folder}model.onnx`,
    manifest: `${folder}manifest.json`,
  };
}
