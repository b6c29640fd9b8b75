/**
 * Time after which a wait of a test has hung, in milliseconds. It finds what never comes; what comes
 * late on a slow machine is no failure.
 */
export const hangMs = 300_000;
