/** Inputs of an exported graph. */
export const inputs = {
  /** N × height × width × 3, RGB, values 0..255. */
  image: 'image',
  /** float32, one value: the image score above which an image is anomalous. It has a default. */
  threshold: 'threshold',
} as const;

/** Outputs of an exported graph, N images. */
export const outputs = {
  /** float32, N: higher = more anomalous. */
  imageScore: 'image_score',
  /** float32, N: from counting calibration scores, in (0, 1]. */
  pValue: 'p_value',
  /** float32, N: from the smooth model of the highest calibration scores. */
  tailPValue: 'tail_p_value',
  /** bool, N: whether the image score exceeds the threshold or is NaN. */
  anomalous: 'anomalous',
  /** float32, N × patch grid. */
  patchScores: 'patch_scores',
  /** float32, N × height × width of the network's input. */
  anomalyMap: 'anomaly_map',
} as const;
