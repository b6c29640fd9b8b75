export { collectGarbage } from './collectGarbage.ts';
export { decodingArguments, decodingEnvironment } from './decodingEnvironment.ts';
export { fileHashOf } from './fileHashOf.ts';
export {
  defaultQueueWatch,
  InspectionQueue,
  type ProcessEnd,
  type QueueWatch,
} from './InspectionQueue.ts';
export type { InspectionTask, Inspector } from './Inspector.ts';
export { LoadedModel } from './LoadedModel.ts';
export type { InspectRequest } from './messages.ts';
