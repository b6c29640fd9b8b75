import type { Inspection } from '../detector/index.ts';

/** The part of an inspection that annotations are written from. */
export type AnnotatedImage = Pick<Inspection, 'image' | 'regions'>;

/** Collects the regions of inspected images, one image at a time, for a COCO object detection file. */
export class CocoAnnotations {
  readonly #images: object[] = [];
  readonly #annotations: object[] = [];

  /** @param fileName name by which annotation tools will find the image. */
  add(fileName: string, { image: { height, width }, regions }: AnnotatedImage): void {
    const imageId = this.#images.length + 1;
    this.#images.push({ id: imageId, file_name: fileName, height, width });
    for (const region of regions) {
      this.#annotations.push({
        id: this.#annotations.length + 1,
        image_id: imageId,
        category_id: 1,
        bbox: [region.x, region.y, region.width, region.height],
        area: region.area,
        segmentation: region.contours.map((contour) => contour.flat()),
        iscrowd: 0,
        score: region.maxScore,
        ...(region.belowPixelThreshold ? { below_pixel_threshold: true } : {}),
      });
    }
  }

  /** The text of the file. */
  toJson(): string {
    return `${JSON.stringify({
      info: { description: 'Regions found by nominal' },
      images: this.#images,
      annotations: this.#annotations,
      categories: [{ id: 1, name: 'anomaly' }],
    })}\n`;
  }
}
