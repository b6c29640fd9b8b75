/** A port that is closed: what is moved there is freed. */
let nowhere: MessagePort | null = null;

/**
 * Frees the memory of an array at once. Whoever still refers to it, or to another view of its memory, finds
 * it empty. Left to the garbage collection, megabytes outside the engine's heap for each image make it
 * collect all the time (decision 122). Memory that threads share is left alone.
 */
export function freeArray({ buffer }: ArrayBufferView): void {
  if (!(buffer instanceof ArrayBuffer)) return;
  nowhere ??= closedPort();
  nowhere.postMessage(null, [buffer]);
}

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
