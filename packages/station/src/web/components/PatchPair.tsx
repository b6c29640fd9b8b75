import { applyAffine } from 'nominal-vision/internal/core/image';
import { imageAddress } from '../api.ts';
import { t } from '../t.ts';
import { useGoodName } from './useGoodName.ts';
import type { Inspection } from '../types.ts';

/** Side of the shown piece, in cells of the patch grid. */
const PIECE_CELLS = 7;

/** The patch that scored highest, next to the most similar patch of a good image. */
export function PatchPair({ inspection }: { readonly inspection: Inspection }) {
  const { nearest } = inspection.details;
  const name = useGoodName(inspection.productId, nearest?.sha256 ?? null);
  if (nearest?.sha256 == null) return null;
  return (
    <figure class="pair">
      <figcaption>
        {t('nearest')}
        {t('colon')}
        {name}
      </figcaption>
      <Piece inspection={inspection} sha256={inspection.sha256} patch={nearest.patch} />
      <Piece inspection={inspection} sha256={nearest.sha256} patch={nearest.trainingPatch} />
    </figure>
  );
}

/** A piece of an image around a cell of the patch grid, drawn as a window onto the whole. */
function Piece({
  inspection,
  sha256,
  patch,
}: {
  readonly inspection: Inspection;
  readonly sha256: string;
  readonly patch: number;
}) {
  const { grid, sourceBox, toImage, width, height } = inspection.details;
  const cellWidth = sourceBox.width / grid.width;
  const cellHeight = sourceBox.height / grid.height;
  const middle = {
    x: sourceBox.x + ((patch % grid.width) + 0.5) * cellWidth,
    y: sourceBox.y + (Math.floor(patch / grid.width) + 0.5) * cellHeight,
  };
  // How the training image was aligned is not kept; the piece around the patch shows it all the same.
  const aligned = sha256 === inspection.sha256 ? toImage : null;
  const { x, y } = aligned == null ? middle : applyAffine(aligned, middle);
  const side = PIECE_CELLS * Math.max(cellWidth, cellHeight);
  return (
    <svg
      viewBox={`${x - side / 2} ${y - side / 2} ${side} ${side}`}
      role="img"
      aria-label={t(sha256 === inspection.sha256 ? 'highestPatch' : 'nearestPatch')}
    >
      <image href={imageAddress(sha256)} width={width} height={height} preserveAspectRatio="none" />
      <rect
        x={x - cellWidth / 2}
        y={y - cellHeight / 2}
        width={cellWidth}
        height={cellHeight}
        stroke-width={side / 80}
      />
    </svg>
  );
}
