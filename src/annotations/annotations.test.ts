import { describe, expect, it } from 'vitest';
import { RgbImage } from '../core/image/index.ts';
import { findRegions } from '../core/regions/index.ts';
import { Grid } from '../core/tensor/index.ts';
import { CocoAnnotations } from './CocoAnnotations.ts';
import { labelMeAnnotations } from './labelMeAnnotations.ts';

const rows = ['0000000', '0990000', '0990080', '0000000'];
const map = new Grid(4, 7, Float32Array.from(rows.join(''), Number));
const annotated = {
  image: new RgbImage(4, 7, new Uint8Array(4 * 7 * 3)),
  regions: findRegions(map, 1),
};

describe('annotations', () => {
  it('COCO: boxes and polygons in pixels of the image, numbered from 1', () => {
    const coco = new CocoAnnotations();
    coco.add('good.png', { ...annotated, regions: [] });
    coco.add('part.png', annotated);
    const file: unknown = JSON.parse(coco.toJson());
    expect(file).toMatchObject({
      images: [
        { id: 1, file_name: 'good.png', height: 4, width: 7 },
        { id: 2, file_name: 'part.png', height: 4, width: 7 },
      ],
      categories: [{ id: 1, name: 'anomaly' }],
      annotations: [
        {
          id: 1,
          image_id: 2,
          category_id: 1,
          bbox: [1, 1, 2, 2],
          area: 4,
          segmentation: [[1, 1, 3, 1, 3, 3, 1, 3]],
          iscrowd: 0,
          score: 9,
        },
        { id: 2, image_id: 2, bbox: [5, 2, 1, 1], area: 1, score: 8 },
      ],
    });
  });

  it('LabelMe: a polygon for each piece, with the size of the image', () => {
    const file: unknown = JSON.parse(labelMeAnnotations('../part.png', annotated));
    expect(file).toMatchObject({
      imagePath: '../part.png',
      imageHeight: 4,
      imageWidth: 7,
      imageData: null,
      shapes: [
        {
          label: 'anomaly',
          shape_type: 'polygon',
          group_id: 1,
          points: [
            [1, 1],
            [3, 1],
            [3, 3],
            [1, 3],
          ],
        },
        { group_id: 2 },
      ],
    });
  });

  it('mark the highest place of an image that has nothing above the pixel threshold, and only that', () => {
    const below = annotated.regions.map((region, i) => ({
      ...region,
      belowPixelThreshold: i === 1,
    }));
    const image = { ...annotated, regions: below };
    const coco = new CocoAnnotations();
    coco.add('part.png', image);
    const { annotations } = JSON.parse(coco.toJson()) as { annotations: object[] };
    expect(annotations[0]).not.toHaveProperty('below_pixel_threshold');
    expect(annotations[1]).toHaveProperty('below_pixel_threshold', true);
    const { shapes } = JSON.parse(labelMeAnnotations('part.png', image)) as {
      shapes: { flags: object }[];
    };
    expect(shapes.map(({ flags }) => flags)).toEqual([{}, { below_pixel_threshold: true }]);
  });
});
