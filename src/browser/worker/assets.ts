/** Where the package's files lie: ONNX Runtime's under `ort/`, networks under `backbones/`. */
export const assets = { url: new URL('./', self.location.href).href };
