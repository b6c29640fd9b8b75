import type { Inspection } from '../detector/index.ts';

/** What a file of annotations needs to know of an inspected image. */
export type AnnotatedImage = Pick<Inspection, 'image' | 'regions'>;

/** The regions of inspected images, one image after the other, as a COCO file of object detection. */
export class CocoAnnotations {
  readonly #images: object[] = [];
  readonly #annotations: object[] = [];

  /** @param fileName of the image, as annotation tools are to find it. */
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
      });
    }
  }

  /** The file's text. */
  toJson(): string {
    return `${JSON.stringify({
      info: { description: 'Regions found by nominal' },
      images: this.#images,
      annotations: this.#annotations,
      categories: [{ id: 1, name: 'anomaly' }],
    })}\n`;
  }
}
