import { NominalError } from 'nominal-vision/internal/errors';

/** What the station can let its console add. */
export const consoleKinds = ['mqtt', 'sparkplug', 'webhook', 'folder', 'camera'] as const;
export type ConsoleKind = (typeof consoleKinds)[number];

/**
 * Kinds that lead to the machine itself: a folder has its images read and moved, a camera is a program
 * that is run. Where everyone on the machine is an administrator without a token, they would act as the
 * station's user.
 */
const ofTheMachine: ReadonlySet<ConsoleKind> = new Set(['folder', 'camera']);

/** What a configuration needs of the station to be added in the console. */
export function neededKind(config: {
  readonly kind: ConsoleKind;
  readonly payload?: 'image' | 'path';
}): ConsoleKind {
  return config.payload === 'path' ? 'folder' : config.kind;
}

/** The kinds that a person may add. @param hasToken whether a token has said who it is. */
export function kindsFor(allowed: readonly ConsoleKind[], hasToken: boolean): ConsoleKind[] {
  return allowed.filter((kind) => hasToken || !ofTheMachine.has(kind));
}

/** @throws NominalError `FORBIDDEN` for a kind that is not among those that may be added. */
export function assertMayAdd(kind: ConsoleKind, may: readonly ConsoleKind[]): void {
  if (may.includes(kind)) return;
  const needsToken = ofTheMachine.has(kind) ? ', and "requireToken": true' : '';
  throw new NominalError('FORBIDDEN', {
    what: `"${kind}" is not added in the console of this station`,
    remedy: `Add it to the configuration file; or let the person who runs the station set "consoleMayAdd" there to include "${kind}"${needsToken}`,
  });
}
