/** Logs a failure that no caller hears of. */
export type Report = (what: string, error: unknown) => void;
