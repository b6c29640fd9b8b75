/** What the pages share that a person looks at: the report, the station's console and the browser page. */
export { filled } from './filled.ts';
