import process from 'node:process';

const MIB = 2 ** 20;

/**
 * Environment of processes that decode images. The C library's allocator keeps freed memory in a pool
 * for each thread and takes ever larger blocks from it: after decoding six images of 80 megapixels,
 * 210 MB stayed there, but only 35 MB if blocks above a fixed size are returned at once. Those of a
 * camera's frame are smaller: fresh memory for each frame would cost 2,700 page faults (decision 116).
 */
export const decodingEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  MALLOC_MMAP_THRESHOLD_: String(4 * MIB),
  MALLOC_TRIM_THRESHOLD_: String(32 * MIB),
  MALLOC_ARENA_MAX: '2',
};

/**
 * Arguments of Node for these processes, which have few objects; the large ones lie outside the heap.
 * Their garbage is collected once it is twice what is in use: by default the engine collects after
 * every 8 MB, which is every frame of a camera (decision 116).
 */
export const decodingArguments = ['--max-semi-space-size=4', '--heap-growing-percent=200'] as const;
