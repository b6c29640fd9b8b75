import { Detector } from '../../dist/detector/Detector.js';
import { fitModel } from '../../dist/detector/fit.js';
import { plainFraming } from '../../dist/model/index.js';

/** A detector that shares a pipeline with others. */
export async function fitWith(images, config, pipeline) {
  const model = await fitModel(images, config, pipeline, {});
  return Detector.create({ ...model, activationRanges: null, framing: plainFraming }, pipeline);
}
