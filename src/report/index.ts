export { ReportCollector } from './ReportCollector.ts';
export type { ReportData, ReportItem, ReportRegion, ReportRow } from './ReportData.ts';
export { renderReport } from './renderReport.ts';
