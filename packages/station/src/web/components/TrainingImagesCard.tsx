import { imageAddress } from '../api.ts';
import { remove } from '../removing.ts';
import { attempt, may } from '../state.ts';
import { decimal, t } from '../t.ts';
import type { Product, ScreenJobResult, TrainingImage } from '../types.ts';

/** The good images; after a screening the strangest first, else in the order of their scores in the model. */
export function TrainingImagesCard({
  current,
  images,
  screened,
  onChange,
}: {
  readonly current: Product;
  readonly images: readonly TrainingImage[];
  readonly screened: ScreenJobResult['screened'] | null;
  readonly onChange: () => void;
}) {
  const scores = new Map(screened?.map(({ sha256, score }) => [sha256, score]));
  const scoreOf = ({ sha256, score }: TrainingImage) => scores.get(sha256) ?? score;
  const scoreText = (score: number | null) => (score === null ? '' : `${decimal(score, 2)} · `);
  const sorted = images.toSorted((a, b) => (scoreOf(b) ?? 0) - (scoreOf(a) ?? 0));
  const drop = ({ sha256: id, name }: TrainingImage) =>
    attempt(() => remove({ kind: 'image', id, productId: current.id, name }, onChange));
  return (
    <section class="card">
      <h2>
        {t('goodImages')} <span class="count">{images.length}</span>
      </h2>
      {images.some((image) => scoreOf(image) !== null) && (
        <p class="hint">
          {t('strangest')}
          {t('stop')}
          {t('screenHint')}
        </p>
      )}
      <ul class="wall">
        {sorted.map((image) => (
          <li key={image.sha256}>
            <div class="tile">
              <img loading="lazy" src={imageAddress(image.sha256, 192)} alt={image.name} />
              {!image.inModel && current.modelId !== null && (
                <span class="tag">{t('waiting')}</span>
              )}
              <span class="caption" title={image.name}>
                {scoreText(scoreOf(image))}
                {image.name}
              </span>
              {may('admin') && (
                <button
                  type="button"
                  class="drop"
                  aria-label={`${t('remove')}: ${image.name}`}
                  title={t('remove')}
                  onClick={() => void drop(image)}
                >
                  ✕
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
