/** A file of named tensors, read one tensor at a time so that memory holds no more than it must. */
export interface WeightFile {
  /** What to call the file in messages. */
  readonly path: string;
  /** Shape of every tensor, by name, in the file's order. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /**
   * The values of one tensor as float32, C order. The caller owns them.
   * @throws NominalError BACKBONE_INVALID if there is no such tensor or the file is cut short.
   */
  read(name: string): Promise<Float32Array>;
  /** Lets the file go. */
  close(): Promise<void>;
}
