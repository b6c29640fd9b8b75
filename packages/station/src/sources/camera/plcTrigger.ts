import { plainError } from 'nominal-vision/internal/errors';
import { faultNumber, type ModbusAddress, ModbusServer, PlcHandshake } from '../../plc/index.ts';
import type { InspectionRecord } from '../../store/index.ts';

/** A camera that a PLC triggers. */
export interface PlcCamera {
  readonly isAble: boolean;
  readonly triggerBy: (part: string) => Promise<InspectionRecord>;
  readonly refused: () => void;
}

/**
 * Lets a PLC trigger a camera and read the results.
 *
 * @returns how to stop.
 * @throws NominalError `PACKAGE_MISSING` or `ADDRESS_IN_USE`.
 */
export async function openPlcTrigger(
  address: ModbusAddress,
  camera: PlcCamera,
  failed: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const handshake: PlcHandshake = new PlcHandshake({
    isAble: () => camera.isAble,
    trigger: (part) => {
      const start = performance.now();
      camera.triggerBy(part).then(
        ({ id, verdict, imageScore, threshold }) => {
          const ms = performance.now() - start;
          handshake.settle({ id, verdict, score: imageScore, threshold, ms });
        },
        // The camera has counted it.
        (error: unknown) => handshake.fail(faultNumber(plainError(error).code)),
      );
    },
    refused: () => camera.refused(),
  });
  const server = await ModbusServer.open(address, handshake, failed);
  return () => server.close();
}
