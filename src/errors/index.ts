export { blamesInput, type ErrorCode, type ErrorEntry, errorCodes } from './codes.ts';
export { type ErrorFacts, type ErrorReason, errorReasons } from './reasons.ts';
export { codeOfCause } from './codeOfCause.ts';
export {
  type ErrorDetails,
  type ErrorParts,
  type ErrorReasoned,
  type ErrorWords,
  NominalError,
} from './NominalError.ts';
export { throwIfCancelled } from './throwIfCancelled.ts';
export { valueText } from './valueText.ts';
export { nominalError, type PlainError, plainError } from './plainError.ts';
