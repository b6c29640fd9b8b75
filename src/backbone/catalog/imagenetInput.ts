import type { BackboneManifest } from '../manifest.ts';
import type { AddOptions } from './AddOptions.ts';

/** The input of networks that PyTorch trained on ImageNet, overridden by what is known. */
export function imagenetInput(
  size: number,
  known: AddOptions['input'] = {},
  multipleOf?: number,
): BackboneManifest['input'] {
  return {
    name: 'input',
    layout: 'NCHW',
    color: 'RGB',
    range: [0, 1],
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    size,
    ...known,
    ...(multipleOf === undefined ? {} : { multipleOf }),
  };
}
