export { type ConnectedComponents, connectedComponents } from './connectedComponents.ts';
export { findRegions, type Region } from './findRegions.ts';
