export { faultNumber } from './faultNumber.ts';
export { type OpcUaOptions, OpcUaServer } from './opcua/index.ts';
export { type ModbusAddress, ModbusServer } from './ModbusServer.ts';
export { results as resultNumbers } from './registerMap.ts';
export { PartCycle, type RefusalReason } from './PartCycle.ts';
export { PlcHandshake } from './PlcHandshake.ts';
