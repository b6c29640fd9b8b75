/** What `nominal demo` renders: enough for a threshold, few enough for a minute. */
export const demoParts = {
  trainGood: 60,
  testGood: 20,
  testDefective: 20,
  height: 256,
  width: 256,
} as const;
