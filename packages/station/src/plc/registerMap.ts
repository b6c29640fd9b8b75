/** Bits of the status register, and discrete inputs of the same numbers. */
export const statusBits = {
  ready: 0,
  busy: 1,
  done: 2,
  good: 3,
  reject: 4,
  late: 5,
  fault: 6,
} as const;

/** Bits of the command register, and coils of the same numbers. */
export const commandBits = { trigger: 0, acknowledge: 1 } as const;

/** Registers that the station writes; values of two registers have their higher half first. */
export const outputs = {
  status: 0,
  result: 1,
  heartbeat: 2,
  fault: 3,
  triggers: 4,
  refused: 5,
  /** 32 bits. */
  decision: 6,
  /** 32-bit floating point. */
  score: 8,
  /** 32-bit floating point. */
  threshold: 10,
  /** 32 bits. */
  milliseconds: 12,
  /** The number of the part that the result is for. */
  part: 20,
} as const;

/** Registers that the PLC writes. */
export const inputs = { part: 100, command: 120 } as const;

/** Registers of a part's number: two letters each, the first one in the upper byte, filled up with 0. */
export const PART_REGISTERS = 16;

/** Registers that can be read, those between that mean nothing as 0. */
export const REGISTER_COUNT = inputs.command + 1;

/** Values of the result register. Whatever is not inspected is 0, as is a register that was never written. */
export const results = { notInspected: 0, good: 1, reject: 2 } as const;
