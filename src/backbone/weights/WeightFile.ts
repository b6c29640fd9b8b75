/** A file of named tensors, read one tensor at a time to keep memory use low. */
export interface WeightFile {
  /** Name of the file in messages. */
  readonly path: string;
  /** Shape of every tensor, by name, in the file's order. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /**
   * The values of one tensor as float32, C order. The caller owns them.
   * @throws NominalError BACKBONE_INVALID if there is no such tensor or the file is cut short.
   */
  read(name: string): Promise<Float32Array>;
  /** Closes the file. */
  close(): Promise<void>;
}
