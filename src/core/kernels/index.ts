export { KernelMemory, layoutBytes, MAX_MEMORY_BYTES, type MemoryLayout } from './KernelMemory.ts';
export { instantiateKernels, type Kernels } from './Kernels.ts';
