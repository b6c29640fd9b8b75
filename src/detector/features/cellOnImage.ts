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
  const box = cellBox(cell, grid, sourceBox);
  if (toImage === null) return box;
  const corners = [0, box.height].flatMap((down) =>
    [0, box.width].map((across) => applyAffine(toImage, { y: box.y + down, x: box.x + across })),
  );
  const ys = corners.map(({ y }) => y);
  const xs = corners.map(({ x }) => x);
  const [y, x] = [Math.min(...ys), Math.min(...xs)];
  return { y, x, height: Math.max(...ys) - y, width: Math.max(...xs) - x };
}
