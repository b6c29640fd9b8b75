export { importGraphModel, type Trunk, type TrunkCut } from './importGraphModel.ts';
