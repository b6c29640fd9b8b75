export { KernelMemory, MAX_MEMORY_BYTES } from './KernelMemory.ts';
export { instantiateKernels, type Kernels } from './Kernels.ts';
