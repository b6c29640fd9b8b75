import * as detectors from '../../dist/detector/inspect/Detector.js';
import * as fits from '../../dist/detector/fit/fit.js';
import { plainFraming } from '../../dist/model/index.js';

// They are internal, so the declarations do not have them.
const { Detector } = /** @type {any} */ (detectors);
const { fitModel } = /** @type {any} */ (fits);

/** A detector that shares a pipeline with others. */
export async function fitWith(images, config, pipeline) {
  const model = await fitModel(images, config, pipeline, {});
  return openWith({ ...model, activationRanges: null, framing: plainFraming }, pipeline);
}

/** A detector of an existing model, which shares a pipeline with others. */
export function openWith(model, pipeline) {
  return Detector.create(model, pipeline);
}
