/**
 * Version of the protocol between stations, workers and other clients of a fleet: subjects, headers and
 * messages. Programs of different versions refuse each other.
 */
export const PROTOCOL_VERSION = 1;
