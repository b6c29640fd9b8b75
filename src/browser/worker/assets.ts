import type { PackageFiles } from '../messages.ts';

/** Where the worker's own script lies; what the page has not told the address of lies beside it. */
const beside = new URL('./', self.location.href).href;

/** What the page told. */
let told: PackageFiles | null = null;

/** Takes the addresses that the page knows. */
export function placeAssets(files: PackageFiles): void {
  told = files;
}

/** Where ONNX Runtime's files lie: each for itself, or the folder of both. */
export function runtimeAddress(): PackageFiles['runtime'] | string {
  return told?.runtime ?? `${beside}ort/`;
}

/** Where a backbone's network and its manifest lie. */
export function backboneAddress(name: string): {
  readonly model: string;
  readonly manifest: string;
} {
  const folder = `${beside}backbones/${encodeURIComponent(name)}/`;
  return {
    model: told?.backbones[name] ?? `${folder}model.onnx`,
    manifest: `${folder}manifest.json`,
  };
}
