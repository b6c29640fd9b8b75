export { KernelMemory } from './KernelMemory.ts';
export { instantiateKernels, type Kernels } from './Kernels.ts';
