/** Tells whoever runs a station of a failure that no caller hears of. */
export type Report = (what: string, error: unknown) => void;
