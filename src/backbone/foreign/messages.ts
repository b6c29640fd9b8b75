/** One input of a graph. */
export interface GraphInput {
  readonly type: 'float32' | 'uint8';
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/** A graph of another program and the inputs of its runs, one after the other. */
export interface GraphRequest {
  /** Path or bytes of an ONNX file. */
  readonly model: string | Uint8Array;
  /** Inputs by name; null stands for the first input. */
  readonly runs: readonly (readonly (readonly [name: string | null, input: GraphInput])[])[];
  /** Outputs whose values are wanted; for the others only types and sizes are returned. */
  readonly values: readonly string[];
}

/** One output of a graph. */
export interface GraphOutput {
  readonly type: string;
  readonly dims: readonly number[];
  /** Null if only type and size are wanted, or if it is not float32. */
  readonly data: Float32Array | null;
}

/** Outputs of one run by name. */
export type GraphOutputs = ReadonlyMap<string, GraphOutput>;

/** Messages of the process: that it is ready for the request, then the outcome. */
export type GraphAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly outputs: readonly GraphOutputs[] }
  /** ONNX Runtime's error message; the graph could not be loaded or could not be run. */
  | { readonly type: 'failed'; readonly stage: 'load' | 'run'; readonly message: string };
