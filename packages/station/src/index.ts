export { type StationConfig, readStationConfig, stationConfigSchema } from './config/index.ts';
export { startStation } from './startStation.ts';
