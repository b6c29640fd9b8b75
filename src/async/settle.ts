/** What became of a promise. */
export type Settled<Result> =
  { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: unknown };

/** Keeps a rejection as a value until its turn comes, so that it is never an unhandled one. */
export function settle<Result>(promise: Promise<Result>): Promise<Settled<Result>> {
  return promise.then(
    (result) => ({ ok: true, result }),
    (error: unknown) => ({ ok: false, error }),
  );
}

/** The result, or throws what was rejected. */
export function unwrap<Result>(outcome: Settled<Result>): Result {
  if (!outcome.ok) throw outcome.error;
  return outcome.result;
}
