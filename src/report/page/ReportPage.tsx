import { createElement } from '../libraries.ts';
import type { ReportChart, ReportData } from '../ReportData.ts';
import { ColorBar } from './ColorBar.tsx';
import { Gallery, ZoomDialog } from './Gallery.tsx';
import { renderPage } from './Page.tsx';
import { Say, said } from './Say.tsx';
import { Table } from './Table.tsx';

/** The page of one evaluation, self-contained (see {@link renderPage}). */
export function renderReport(data: ReportData): string {
  const { title, generatedBy, measuredOn } = data;
  const body = <ReportBody data={data} />;
  return renderPage({ title, generatedBy, measuredOn, body, script: 'gallery' });
}

function ReportBody({ data }: { readonly data: ReportData }) {
  const { summary, charts, galleryNote, heatScale, gallery, configuration, command } = data;
  return [
    <main>
      <div class="top">
        <section>
          <Table rows={summary} caption={{ say: 'summary' }} />
          <p class="note">
            <Say text={{ say: 'summaryNote' }} />
          </p>
        </section>
        <section class="charts" {...said('aria-label', { say: 'charts' })}>
          {charts.map((chart) => (
            <Chart chart={chart} />
          ))}
        </section>
      </div>
      <section>
        <h2>
          <Say text={{ say: 'images' }} />
        </h2>
        <p class="by">
          <Say text={galleryNote} />
        </p>
        {heatScale !== null && <ColorBar scale={heatScale} />}
        <Gallery items={gallery} />
      </section>
      <section class="configuration">
        <h2>
          <Say text={{ say: 'howMade' }} />
        </h2>
        <Table rows={configuration} caption={{ say: 'configuration' }} />
        <h2>
          <Say text={{ say: 'makeAgain' }} />
        </h2>
        <pre tabindex={0}>
          <code>
            <Say text={command} />
          </code>
        </pre>
      </section>
    </main>,
    <ZoomDialog />,
  ];
}

/** A chart with its title, key and note. */
function Chart({ chart }: { readonly chart: ReportChart }) {
  const { title, svg, key = [], note, wide = false } = chart;
  const drawing = { __html: svg };
  return (
    <figure class={wide ? 'chart wide' : 'chart'}>
      <figcaption>
        <Say text={title} />{' '}
        {key.map(({ color, label }) => (
          <span class="key">
            <i class={color}></i>
            <Say text={label} />
          </span>
        ))}
      </figcaption>
      {wide ? (
        // On a phone a wide chart keeps its size and scrolls, with the keyboard too.
        <div
          class="scroll"
          tabindex={0}
          role="group"
          {...(typeof title === 'string' ? { 'aria-label': title } : said('aria-label', title))}
          dangerouslySetInnerHTML={drawing}
        />
      ) : (
        <div class="scroll" dangerouslySetInnerHTML={drawing} />
      )}
      {note !== undefined && (
        <p class="note">
          <Say text={note} />
        </p>
      )}
    </figure>
  );
}
