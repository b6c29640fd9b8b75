export { ReportCollector, type ReportOptions } from './ReportCollector.ts';
export type { ReportData, ReportItem, ReportRegion, ReportRow } from './ReportData.ts';
export { type IndexEntry, renderIndexPage } from './renderIndexPage.ts';
export { renderReport } from './renderReport.ts';
