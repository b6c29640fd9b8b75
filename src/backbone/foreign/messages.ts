/** One input of a graph. */
export interface GraphInput {
  readonly type: 'float32' | 'uint8';
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/** A graph of another program, and what it is shown, one run after the other. */
export interface GraphRequest {
  /** Path or bytes of an ONNX file. */
  readonly model: string | Uint8Array;
  /** Inputs by their names; null is the first one. */
  readonly runs: readonly (readonly (readonly [name: string | null, input: GraphInput])[])[];
  /** Outputs whose values are wanted; of the others only types and sizes are told. */
  readonly values: readonly string[];
}

/** One output of a graph. */
export interface GraphOutput {
  readonly type: string;
  readonly dims: readonly number[];
  /** Null where only type and size are wanted, or it is no float32. */
  readonly data: Float32Array | null;
}

/** Outputs of one run by their names. */
export type GraphOutputs = ReadonlyMap<string, GraphOutput>;

/** What the process tells: that it is ready for the request, then what became of it. */
export type GraphAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly outputs: readonly GraphOutputs[] }
  /** ONNX Runtime's own words; the graph could not be loaded, or not be run. */
  | { readonly type: 'failed'; readonly stage: 'load' | 'run'; readonly message: string };
