export { StationNode } from './StationNode.ts';
