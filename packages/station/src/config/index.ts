export type { MqttSinkConfig, SinkConfig, WebhookSinkConfig } from './sinkSchema.ts';
export type { FolderSourceConfig, MqttSourceConfig } from './sourceSchema.ts';
export {
  readStationConfig,
  type StationConfig,
  stationConfigSchema,
  type StationOptions,
} from './stationConfig.ts';
