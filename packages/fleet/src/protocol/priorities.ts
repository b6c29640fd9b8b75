/** Priorities of requests, the most urgent first: a worker takes what waits in this order. */
export const priorities = ['high', 'normal', 'low'] as const;

export type Priority = (typeof priorities)[number];
