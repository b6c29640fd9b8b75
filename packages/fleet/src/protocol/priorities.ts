/** Priorities of requests, the most urgent first: workers take waiting requests in this order. */
export const priorities = ['high', 'normal', 'low'] as const;

export type Priority = (typeof priorities)[number];
