import { applyAffine, type Box, type ImageView } from '../../core/image/index.ts';

/** Where a cell of a patch grid over `area` lies, in the unit of `area`. */
export function cellBox(
  cell: number,
  grid: { readonly height: number; readonly width: number },
  area: Box,
): Box {
  const height = area.height / grid.height;
  const width = area.width / grid.width;
  return {
    y: area.y + Math.floor(cell / grid.width) * height,
    x: area.x + (cell % grid.width) * width,
    height,
    width,
  };
}

/** The box around a cell in pixels of the image, also if that was aligned. */
export function cellOnImage(
  cell: number,
  grid: { readonly height: number; readonly width: number },
  { sourceBox, toImage }: ImageView,
): Box {
  return onImage(cellBox(cell, grid, sourceBox), toImage);
}

/** The box around a rectangle of cells in pixels of the image, as far as it lies within. */
export function cellsOnImage(
  cells: Box,
  grid: { readonly height: number; readonly width: number },
  { image, sourceBox, toImage }: ImageView,
): Box {
  const first = cellBox(cells.y * grid.width + cells.x, grid, sourceBox);
  const { y, x, height, width } = onImage(
    { ...first, height: cells.height * first.height, width: cells.width * first.width },
    toImage,
  );
  const [top, left] = [Math.max(0, y), Math.max(0, x)];
  return {
    y: top,
    x: left,
    height: Math.max(0, Math.min(image.height, y + height) - top),
    width: Math.max(0, Math.min(image.width, x + width) - left),
  };
}

function onImage(box: Box, toImage: ImageView['toImage']): Box {
  if (toImage === null) return box;
  const corners = [0, box.height].flatMap((down) =>
    [0, box.width].map((across) => applyAffine(toImage, { y: box.y + down, x: box.x + across })),
  );
  const ys = corners.map(({ y }) => y);
  const xs = corners.map(({ x }) => x);
  const [y, x] = [Math.min(...ys), Math.min(...xs)];
  return { y, x, height: Math.max(...ys) - y, width: Math.max(...xs) - x };
}
