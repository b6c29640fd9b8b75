/** The outcome of a promise. */
export type Settled<Result> =
  { readonly ok: true; readonly result: Result } | { readonly ok: false; readonly error: unknown };

/** Keeps a rejection as a value until its turn comes, so that it is never unhandled. */
export function settle<Result>(promise: Promise<Result>): Promise<Settled<Result>> {
  return promise.then(
    (result) => ({ ok: true, result }),
    (error: unknown) => ({ ok: false, error }),
  );
}

/** Returns the result, or throws the reason of the rejection. */
export function unwrap<Result>(outcome: Settled<Result>): Result {
  if (!outcome.ok) throw outcome.error;
  return outcome.result;
}
