export { FleetInspector } from './client/FleetInspector.ts';
