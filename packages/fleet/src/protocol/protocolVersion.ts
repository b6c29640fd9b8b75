/**
 * Version of what stations, workers and other clients of a fleet say to each other: subjects, headers
 * and messages. Programs of different versions refuse each other.
 */
export const PROTOCOL_VERSION = 1;
