/** What networks can run on, where ONNX Runtime's build for the machine has it. */
export const devices = ['cpu', 'cuda', 'directml', 'coreml', 'webgpu'] as const;

/** One of {@link devices}. */
export type Device = (typeof devices)[number];
