import { createElement } from '../libraries.ts';
import type { ReportChart, ReportData } from '../ReportData.ts';
import { ColorBar } from './ColorBar.tsx';
import { Gallery, ZoomDialog } from './Gallery.tsx';
import { renderPage } from './Page.tsx';
import { pageScript } from './pageScript.ts';
import { Table } from './Table.tsx';

/** The page of one evaluation, self-contained (see {@link renderPage}). */
export function renderReport(data: ReportData): string {
  const { title, generatedBy, measuredOn } = data;
  const body = <ReportBody data={data} />;
  return renderPage({ title, generatedBy, measuredOn, body, script: pageScript });
}

function ReportBody({ data }: { readonly data: ReportData }) {
  const { summary, charts, galleryNote, heatScale, gallery, configuration, command } = data;
  return [
    <main>
      <div class="top">
        <section>
          <Table rows={summary} caption="Summary" />
          <p class="note">
            In brackets: the 95 % interval over the choice of test images, Wilson’s for the shares
            of images rejected and found, by bootstrap over images for the others; where all
            resamples agree there is none, except Newcombe’s for an AUROC of 1.
          </p>
        </section>
        <section class="charts" aria-label="Charts">
          {charts.map((chart) => (
            <Chart chart={chart} />
          ))}
        </section>
      </div>
      <section>
        <h2>Images</h2>
        <p class="by">{galleryNote}</p>
        {heatScale !== null && <ColorBar scale={heatScale} />}
        <Gallery items={gallery} />
      </section>
      <section class="configuration">
        <h2>How it was made</h2>
        <Table rows={configuration} caption="Configuration" />
        <h2>Make it again</h2>
        <pre tabindex={0}>
          <code>{command}</code>
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
        {title}{' '}
        {key.map(({ color, label }) => (
          <span class="key">
            <i class={color}></i>
            {label}
          </span>
        ))}
      </figcaption>
      {wide ? (
        // On a phone a wide chart keeps its size and scrolls, with the keyboard too.
        <div
          class="scroll"
          tabindex={0}
          role="group"
          aria-label={title}
          dangerouslySetInnerHTML={drawing}
        />
      ) : (
        <div class="scroll" dangerouslySetInnerHTML={drawing} />
      )}
      {note !== undefined && <p class="note">{note}</p>}
    </figure>
  );
}
