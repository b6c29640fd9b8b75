/**
 * Milliseconds after which a wait in a test counts as hung. It finds events that never come; being late
 * on a slow machine is not a failure.
 */
export const hangMs = 300_000;
