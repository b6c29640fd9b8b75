import { t } from '../t.ts';

/** Where a page has nothing to show without a product. */
export function NoProduct() {
  return (
    <section class="card">
      <h1>{t('noProduct')}</h1>
      <p>{t('createFirst')}</p>
      <a class="button primary" href="#/products">
        {t('products')}
      </a>
    </section>
  );
}
