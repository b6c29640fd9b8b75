import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReportData, ReportItem } from '../ReportData.ts';
import { renderReport } from './ReportPage.tsx';

const item: ReportItem = {
  name: 'bolt.png',
  defective: false,
  defectType: null,
  verdict: 'nominal',
  imageScore: 1.23456,
  pValue: 0.25,
  imageJpegBase64: 'AAAA',
  heatMapJpegBase64: 'BBBB',
  maskJpegBase64: null,
  regions: [],
  nearest: null,
};
const data: ReportData = {
  title: 'Bolts',
  generatedBy: 'nominal 0.1.0',
  measuredOn: '2026-03-01 on a machine',
  summary: [
    { label: 'image AUROC', value: 0.99876543, kind: 'score' },
    { label: 'pixel AUROC', value: null, kind: 'score' },
    { label: 'bank rows', value: 4704, kind: 'count' },
    { label: 'false-reject rate', value: 0.01, kind: 'share', interval: [0, 0.025] },
  ],
  charts: [{ title: 'Scores', svg: '<svg></svg>', key: [{ color: 'good', label: 'good' }] }],
  galleryNote: 'The hardest images.',
  heatScale: { zeroAt: 1, thresholdAt: 2, fullAt: 3 },
  gallery: [item],
  configuration: [{ label: 'seed', value: 0 }],
  command: 'nominal demo --seed 0',
};

describe('renderReport', () => {
  it('escapes every text of the data', () => {
    const evil = `</script><img src=x onerror="alert('1')">&`;
    const html = renderReport({
      ...data,
      title: evil,
      generatedBy: evil,
      measuredOn: evil,
      summary: [{ label: evil, value: evil }],
      configuration: [{ label: evil, value: evil, title: evil }],
      charts: [{ title: evil, svg: '', note: evil, key: [{ color: 'bad', label: evil }] }],
      galleryNote: evil,
      gallery: [{ ...item, name: evil, defective: true, defectType: evil, imageJpegBase64: evil }],
      command: evil,
    });
    expect(html).not.toContain('<img src=x');
    expect(html).not.toContain('onerror="');
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html.match(/&lt;\/script>&lt;img src=x onerror=&quot;/g)?.length).toBeGreaterThan(8);
  });

  it('allows its own script and style by hash and nothing else', () => {
    const html = renderReport(data);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    for (const tag of ['script', 'style']) {
      const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? '';
      const hash = createHash('sha256').update(text).digest('base64');
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(html).not.toMatch(/ on[a-z]+=| style=/);
  });

  it('names no address outside the page', () => {
    expect(renderReport(data)).not.toMatch(/https?:|\/\/[a-z]|url\(|@import|<link/);
  });

  it('writes AUROC with four decimals, null as not measured, shares in percent', () => {
    const html = renderReport(data);
    for (const text of [
      '0.9988',
      'not measured',
      '4,704',
      '1.0 % (0.0–2.5 %)',
      'measured 2026-03-01 on a machine',
      'score 1.235',
      'p 0.25',
    ]) {
      expect(html).toContain(`${text}`);
    }
  });

  it.each([
    [null, 'nominal', ''],
    [null, 'anomalous', 'false reject'],
    ['dent', 'nominal', 'missed'],
    ['dent', 'anomalous', ''],
    // A data set may call a defect so.
    ['good', 'nominal', 'missed'],
    ['good', 'anomalous', ''],
  ] as const)(
    'marks an image with defect %s found %s as wrong: "%s"',
    (defectType, verdict, mark) => {
      const defective = defectType !== null;
      const html = renderReport({
        ...data,
        gallery: [{ ...item, defective, defectType, verdict }],
      });
      expect(html).toContain(`data-kind="${defective ? 'defective' : 'good'}"`);
      expect(html).toContain(`data-wrong="${mark !== ''}"`);
      expect(html.includes('false reject<')).toBe(mark === 'false reject');
      expect(html.includes('missed<')).toBe(mark === 'missed');
    },
  );

  it('keeps the order of the gallery', () => {
    const names = ['c.png', 'a.png', 'b.png'];
    const html = renderReport({ ...data, gallery: names.map((name) => ({ ...item, name })) });
    expect([...html.matchAll(/<h3 title="([^"]*)"/g)].map((match) => match[1])).toEqual(names);
  });
});
