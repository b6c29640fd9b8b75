export {
  readStationConfig,
  type StationConfig,
  stationConfigSchema,
  type StationOptions,
} from './config/index.ts';
export { type RunningStation, startStation } from './startStation.ts';
