export { faultNumber } from './faultNumber.ts';
export { type ModbusAddress, ModbusServer } from './ModbusServer.ts';
export { PlcHandshake, type PlcResult } from './PlcHandshake.ts';
