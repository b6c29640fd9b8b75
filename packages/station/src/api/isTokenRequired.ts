import type { StationConfig } from '../config/index.ts';
import { isLoopback } from './isLocal.ts';

/** Whether a request must carry a token: always where others than this machine can send one. */
export function isTokenRequired({ host, requireToken }: StationConfig): boolean {
  return requireToken || !isLoopback(host);
}
