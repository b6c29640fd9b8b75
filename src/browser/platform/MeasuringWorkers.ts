/** A page inspects in one worker; the threads are those of ONNX Runtime. */
export class MeasuringWorkers {
  constructor() {
    throw new RangeError('a browser inspects with one worker');
  }
}
