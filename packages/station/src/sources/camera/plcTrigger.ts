import { join } from 'node:path';
import process from 'node:process';
import { NominalError, plainError } from 'nominal-vision/internal/errors';
import {
  faultNumber,
  ModbusServer,
  type OpcUaOptions,
  OpcUaServer,
  PartCycle,
  PlcHandshake,
  type RefusalReason,
} from '../../plc/index.ts';
import type { InspectionRecord } from '../../store/index.ts';
import type { CameraConfig } from './cameraSchema.ts';
import type { TriggerConfig } from './triggerSchema.ts';

/** A camera that a PLC triggers. */
export interface PlcCamera {
  readonly isAble: boolean;
  readonly triggerBy: (part: string) => Promise<InspectionRecord>;
  readonly refused: (reason: RefusalReason) => void;
}

type PlcTrigger = Extract<TriggerConfig, { on: 'modbus' | 'opcua' }>;
type OpcUaTrigger = Extract<TriggerConfig, { on: 'opcua' }>;

/** What a PLC is told of a camera, and by what way. */
export interface PlcOptions {
  readonly source: Pick<CameraConfig, 'name' | 'product'>;
  readonly trigger: PlcTrigger;
  /** The data folder of the station. */
  readonly folder: string;
}

/**
 * Lets a PLC trigger a camera and read the results.
 *
 * @returns how to stop.
 * @throws NominalError `PACKAGE_MISSING`, `ADDRESS_IN_USE` or `CONFIG_INVALID`.
 */
export async function openPlcTrigger(
  { source, trigger, folder }: PlcOptions,
  camera: PlcCamera,
  failed: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const cycle = cycleOf(camera);
  const server =
    trigger.on === 'modbus'
      ? await ModbusServer.open(trigger, new PlcHandshake(cycle), failed)
      : await OpcUaServer.open(opcUaOptions(trigger, folder), source, cycle, failed);
  return () => server.close();
}

function cycleOf(camera: PlcCamera): PartCycle {
  const cycle: PartCycle = new PartCycle({
    isAble: () => camera.isAble,
    trigger: (part) => {
      const start = performance.now();
      camera.triggerBy(part).then(
        ({ id, verdict, imageScore, threshold, modelId }) => {
          const ms = performance.now() - start;
          cycle.settle({ id, verdict, score: imageScore, threshold, model: modelId, ms });
        },
        // The camera has counted it.
        (error: unknown) => cycle.fail(faultNumber(plainError(error).code)),
      );
    },
    refused: (reason) => camera.refused(reason),
  });
  return cycle;
}

/** @throws NominalError `CONFIG_INVALID` if a password is needed and there is none. */
function opcUaOptions(trigger: OpcUaTrigger, folder: string): OpcUaOptions {
  const { host, port, security, username: name } = trigger;
  const pki = join(folder, 'opcua');
  if (security === 'none') return { host, port, pki, user: null };
  const password = trigger.password ?? process.env.NOMINAL_OPCUA_PASSWORD ?? '';
  if (password !== '') return { host, port, pki, user: { name, password } };
  throw new NominalError('CONFIG_INVALID', {
    reason: 'clientPasswordMissing',
    what: 'a camera that is triggered over OPC UA needs a password',
    remedy: 'Set "password" of its trigger, or the variable NOMINAL_OPCUA_PASSWORD',
  });
}
