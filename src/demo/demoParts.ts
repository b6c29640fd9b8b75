/** The data set of `nominal demo`: enough images for a threshold, and few enough to finish within a minute. */
export const demoParts = {
  trainGood: 60,
  testGood: 20,
  testDefective: 20,
  height: 256,
  width: 256,
} as const;
