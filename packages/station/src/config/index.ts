export {
  readStationConfig,
  type StationConfig,
  stationConfigSchema,
  type StationOptions,
} from './stationConfig.ts';
