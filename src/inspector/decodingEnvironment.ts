import process from 'node:process';

/**
 * Environment of processes that decode images. The C library's allocator keeps what was freed in pools
 * of each thread, and takes ever larger blocks from them: decoding six images of 80 megapixels left
 * 210 MB there, and 10 MB with blocks above a fixed size given back at once.
 */
export const decodingEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  MALLOC_MMAP_THRESHOLD_: String(256 * 1024),
  MALLOC_ARENA_MAX: '2',
};

/** Arguments of Node for them: few objects live there, and large ones lie outside of the heap. */
export const decodingArguments = ['--max-semi-space-size=4'] as const;
