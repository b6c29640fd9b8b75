export { collectGarbage } from '../garbage.ts';
export { decodingArguments, decodingEnvironment } from './decodingEnvironment.ts';
export { fileHashOf } from './fileHashOf.ts';
export { InspectionQueue, type ProcessEnd } from './InspectionQueue.ts';
export type { InspectionTask, Inspector } from './Inspector.ts';
