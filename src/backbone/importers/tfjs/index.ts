export type { GraphModel } from './GraphModel.ts';
export { importGraphModel, type Trunk, type TrunkCut } from './importGraphModel.ts';
export { isLayersModel, layersToGraph } from './layersToGraph.ts';
