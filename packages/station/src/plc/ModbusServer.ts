import { createRequire } from 'node:module';
import { NominalError } from 'nominal-vision/internal/errors';
import type { PlcHandshake } from './PlcHandshake.ts';
import { commandBits, inputs, outputs, REGISTER_COUNT, statusBits } from './registerMap.ts';

/** Where a PLC connects to. */
export interface ModbusAddress {
  readonly host: string;
  readonly port: number;
}

/** Time between two heartbeats. */
const BEAT_MS = 500;
/** The exception code of Modbus for an address that does not exist. */
const ILLEGAL_ADDRESS = 2;

/** The part of modbus-serial that is used; it is not a dependency, so its types may be absent. */
interface ServerTCP {
  readonly on: (
    event: 'initialized' | 'serverError' | 'socketError' | 'error',
    listener: (error: unknown) => void,
  ) => unknown;
  readonly close: (closed: () => void) => void;
}

/** What the server asks for and hands over; an error with a `modbusErrorCode` is answered with it. */
interface Registers {
  readonly getCoil: (bit: number) => boolean;
  readonly getDiscreteInput: (bit: number) => boolean;
  readonly getInputRegister: (address: number) => number;
  readonly getHoldingRegister: (address: number) => number;
  readonly getMultipleInputRegisters: (address: number, count: number) => number[];
  readonly getMultipleHoldingRegisters: (address: number, count: number) => number[];
  readonly setCoil: (bit: number, value: boolean) => void;
  readonly setRegister: (address: number, value: number) => void;
  readonly setRegisterArray: (address: number, values: number[]) => void;
}

type ServerClass = new (
  registers: Registers,
  options: { readonly host: string; readonly port: number },
) => ServerTCP;

/** A Modbus TCP server for the registers of one handshake. */
export class ModbusServer {
  readonly #server: ServerTCP;
  readonly #beat: NodeJS.Timeout;

  private constructor(server: ServerTCP, handshake: PlcHandshake) {
    this.#server = server;
    this.#beat = setInterval(() => handshake.beat(), BEAT_MS);
  }

  /**
   * Listens for a PLC.
   *
   * @throws NominalError `PACKAGE_MISSING`, or `ADDRESS_IN_USE`.
   */
  static async open(
    { host, port }: ModbusAddress,
    handshake: PlcHandshake,
    failed: (error: unknown) => void,
  ): Promise<ModbusServer> {
    const Server = loadServer();
    const server = new Server(registersOf(handshake, failed), { host, port });
    await new Promise<void>((resolve, reject) => {
      server.on('initialized', () => resolve());
      server.on('serverError', (cause) => {
        reject(
          new NominalError('ADDRESS_IN_USE', {
            reason: 'portTaken',
            what: `the station cannot listen for a PLC at ${host}, port ${port}`,
            received: cause instanceof Error ? cause.message : String(cause),
            remedy: 'Stop the program that listens there, or choose another port',
            cause,
            details: {
              host,
              port,
              received: cause instanceof Error ? cause.message : String(cause),
            },
          }),
        );
      });
    });
    server.on('serverError', failed);
    server.on('error', failed);
    // A PLC that goes away is none of the station's faults; the heartbeat tells it that we are here.
    server.on('socketError', () => undefined);
    return new ModbusServer(server, handshake);
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** The server alone: the face of the package loads serial ports, which are another package. */
function loadServer(): ServerClass {
  try {
    return createRequire(import.meta.url)('modbus-serial/servers/servertcp.js') as ServerClass;
  } catch (cause) {
    throw new NominalError('PACKAGE_MISSING', {
      reason: 'packageMissing',
      what: 'a camera that a PLC triggers needs the package modbus-serial, which is not installed',
      remedy: 'Run "npm install modbus-serial --omit=optional" where nominal-vision is installed',
      cause,
      details: { package: 'modbus-serial' },
    });
  }
}

function registersOf(handshake: PlcHandshake, failed: (error: unknown) => void): Registers {
  /** Answers with an exception of Modbus where there is no such register, and says so here, too. */
  const legal = <Value>(request: string, work: () => Value): Value => {
    try {
      return work();
    } catch (error) {
      if (error instanceof RangeError) {
        failed(noSuchRegister(request));
        Object.assign(error, { modbusErrorCode: ILLEGAL_ADDRESS });
      }
      throw error;
    }
  };
  const read = (address: number, count: number) =>
    legal(`reads ${count} from ${address}`, () => handshake.read(address, count));
  const write = (address: number, values: readonly number[]) =>
    legal(`writes ${values.length} to ${address}`, () => handshake.write(address, values));
  const bitOf = (register: number, bit: number, bits: object) =>
    legal(`reads bit ${bit}`, () => {
      if (bit >= Object.keys(bits).length) throw new RangeError('no such bit');
      return ((handshake.read(register)[0] >> bit) & 1) === 1;
    });
  return {
    getCoil: (bit: number) => bitOf(inputs.command, bit, commandBits),
    getDiscreteInput: (bit: number) => bitOf(outputs.status, bit, statusBits),
    getInputRegister: (address: number) => read(address, 1)[0],
    getHoldingRegister: (address: number) => read(address, 1)[0],
    // A block is read in one moment: its registers belong to one part.
    getMultipleInputRegisters: read,
    getMultipleHoldingRegisters: read,
    setCoil: (bit: number, value: boolean) =>
      legal(`writes bit ${bit}`, () => handshake.writeBit(bit, value)),
    setRegister: (address: number, value: number) => write(address, [value]),
    setRegisterArray: write,
  };
}

function noSuchRegister(request: string): NominalError {
  const last = REGISTER_COUNT - 1;
  return new NominalError('REQUEST_INVALID', {
    reason: 'registerUnknown',
    what: 'the PLC asks for a register that it cannot have',
    expected: `one to read up to ${last}, to write from ${inputs.part} to ${last}; bits of status and command`,
    received: `a request that ${request}`,
    remedy: 'Compare its program with the table of registers in docs/cameras.md',
  });
}
