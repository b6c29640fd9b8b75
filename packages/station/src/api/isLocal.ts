import type { FastifyRequest } from 'fastify';
import type { StationConfig } from '../config/index.ts';
import { isLoopback } from '../isLoopback.ts';

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Headers by which proxies, tunnels and content networks name the client. */
const FORWARDING =
  /^(forwarded|via|cdn-loop|(x-)?forwarded-.*|x-(original|real|client|cluster-client|envoy|arr|azure|amzn|cloud)-.*|(cf|fastly|true-client|fly|akamai)-.*|remote-(addr|user))$/;

/** Whether a name in a Host header is one of this machine for itself. */
export function isLoopbackName(host: string): boolean {
  return LOOPBACK_NAMES.has(host.replace(/:\d+$/, ''));
}

/**
 * Whether a proxy has handed a request on. One that adds no header, and does not speak HTTP 1.0 as
 * nginx does by default, cannot be told from a client.
 */
export function isForwarded({ headers, raw }: FastifyRequest): boolean {
  return raw.httpVersion === '1.0' || Object.keys(headers).some((name) => FORWARDING.test(name));
}

/**
 * Whether a request was made on this machine, and not handed on by a proxy that runs on it: then the
 * client is behind the proxy, and may be anyone.
 */
export function isLocal(request: FastifyRequest): boolean {
  const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return isLoopback(address) && isLoopbackName(request.headers.host ?? '') && !isForwarded(request);
}

/** Whether a request must carry a token: always where others than this machine can send one. */
export function isTokenRequired({ host, requireToken }: StationConfig): boolean {
  return requireToken || !isLoopback(host);
}
