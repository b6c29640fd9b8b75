/** A page inspects in one worker; its threads are ONNX Runtime's. */
export class MeasuringWorkers {
  constructor() {
    throw new RangeError('a browser inspects with one worker');
  }
}
