import type { AnnotatedImage } from './CocoAnnotations.ts';

/**
 * The regions of one image as the text of a LabelMe file: one polygon per contour, with the number of
 * its region as group.
 *
 * @param imagePath path of the image, relative to the folder that the file is written to.
 */
export function labelMeAnnotations(
  imagePath: string,
  { image: { height, width }, regions }: AnnotatedImage,
): string {
  const shapes = regions.flatMap(({ contours, maxScore, belowPixelThreshold }, region) =>
    contours.map((points) => ({
      label: 'anomaly',
      points,
      group_id: region + 1,
      description: `score ${maxScore.toPrecision(5)}`,
      shape_type: 'polygon',
      flags: belowPixelThreshold ? { below_pixel_threshold: true } : {},
    })),
  );
  return `${JSON.stringify({
    version: '5.5.0',
    flags: {},
    shapes,
    imagePath,
    imageData: null,
    imageHeight: height,
    imageWidth: width,
  })}\n`;
}
