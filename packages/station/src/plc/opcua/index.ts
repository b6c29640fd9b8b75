export { type OpcUaOptions, OpcUaServer } from './OpcUaServer.ts';
