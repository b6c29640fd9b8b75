export { type IndexEntry, renderIndexPage } from './page/IndexPage.tsx';
export { renderReport } from './page/ReportPage.tsx';
export { ReportCollector, type ReportOptions } from './ReportCollector.ts';
export type { ReportData, ReportItem, ReportRegion, ReportRow } from './ReportData.ts';
export { languages as reportLanguages } from './texts/languages.ts';
export type { Phrase, ReportText } from './texts/phrase.ts';
