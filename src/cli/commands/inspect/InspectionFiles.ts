import { dirname, relative } from 'node:path';
import { CocoAnnotations, labelMeAnnotations } from '../../../annotations/index.ts';
import {
  type Detector,
  explainedOverlay,
  type Inspection,
  overlayOf,
} from '../../../detector/index.ts';
import { writeFileAtomic } from '../../../files/index.ts';
import { encodeMapPng, encodeNpy, encodePng } from '../../../image/index.ts';
import { type OutputFolders, outputsOf, uniqueNames } from '../../output/outputFiles.ts';

/** The files that "nominal inspect" is to write. */
export interface InspectionFilesFlags extends OutputFolders {
  readonly coco?: string;
  readonly explain?: string | true;
}

/** Writes the overlays, maps and annotations that were asked for. */
export class InspectionFiles {
  readonly #flags: InspectionFilesFlags;
  readonly #nameOf: (path: string) => string;
  readonly #coco = new CocoAnnotations();

  constructor(images: readonly string[], flags: InspectionFilesFlags) {
    this.#flags = flags;
    this.#nameOf = uniqueNames(images);
  }

  /**
   * Writes the files of one image.
   *
   * @param trainingImages folder of the training images, to be drawn next to the image.
   * @returns the map value of one grey level; undefined unless a map was written as PNG.
   */
  async write(
    result: Inspection,
    detector: Detector,
    trainingImages?: string,
  ): Promise<number | undefined> {
    const path = result.path ?? 'image';
    const { overlay, map, labels } = outputsOf(this.#nameOf(path), this.#flags);
    this.#coco.add(path, result);
    if (labels !== undefined) {
      const imagePath = relative(dirname(labels), path);
      await writeFileAtomic(labels, labelMeAnnotations(imagePath, result));
    }
    if (overlay !== undefined) {
      const picture =
        trainingImages === undefined
          ? overlayOf(result)
          : await explainedOverlay(result, detector, trainingImages);
      await writeFileAtomic(overlay, await encodePng(picture));
    }
    return map === undefined ? undefined : this.#writeMap(map, result, detector);
  }

  /** Writes the files that cover all images. */
  async finish(): Promise<void> {
    if (this.#flags.coco !== undefined) {
      await writeFileAtomic(this.#flags.coco, this.#coco.toJson());
    }
  }

  async #writeMap(path: string, result: Inspection, detector: Detector) {
    const map = result.anomalyMap();
    if (this.#flags.mapFormat === 'npy') {
      await writeFileAtomic(path, encodeNpy(map));
      return undefined;
    }
    const { png, scale } = await encodeMapPng(map, mapScaleOf(detector));
    await writeFileAtomic(path, png);
    return scale;
  }
}

/** Map value of one grey level: the same for all images of a model, with white at eight times the pixel threshold. */
function mapScaleOf({ pixelThreshold }: Detector): number {
  return (8 * (pixelThreshold || 1)) / 65_535;
}
