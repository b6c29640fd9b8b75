/** Devices that networks can run on, as far as ONNX Runtime's build for the machine supports them. */
export const devices = ['cpu', 'cuda', 'directml', 'coreml', 'webgpu'] as const;

/** One of {@link devices}. */
export type Device = (typeof devices)[number];
