import type { ArchitectureName } from '../importers/weights/index.ts';

/** Published weights of a backbone that is not shipped: where they are available and how they are recognized. */
export interface CatalogEntry {
  readonly architecture: ArchitectureName;
  readonly description: string;
  readonly license: string;
  /** Where the file is fetched from; null if its license has to be accepted at `page` first. */
  readonly url: string | null;
  /** Name of the file, by which an existing file is recognized. */
  readonly file: string;
  /** Where the authors describe it. */
  readonly page: string;
  /** Size of the file, if it is published. */
  readonly bytes: number | null;
  /**
   * SHA-256 of the file in lower-case hexadecimal: all 64 digits, or the first 8, which torchvision,
   * timm and Meta put into the file's name.
   */
  readonly sha256: string;
}

const torchvision = (
  architecture: ArchitectureName,
  description: string,
  file: string,
  known: { readonly bytes?: number; readonly sha256?: string } = {},
): CatalogEntry => ({
  architecture,
  description: `${description}, trained on ImageNet-1k`,
  license: 'BSD-3-Clause (torchvision)',
  url: `https://download.pytorch.org/models/${file}`,
  file,
  page: 'https://pytorch.org/vision/stable/models.html',
  bytes: known.bytes ?? null,
  sha256: known.sha256 ?? digitsOf(file),
});

/** The first digits of the SHA-256, from a file's name. */
function digitsOf(file: string): string {
  const digits = /-([0-9a-f]{8})\.pth$/.exec(file)?.[1];
  if (digits === undefined)
    throw new RangeError(`the name ${file} contains no digits of its SHA-256`);
  return digits;
}

const dinov2 = (
  architecture: ArchitectureName,
  description: string,
  bytes: number,
  sha256: string,
): CatalogEntry => {
  const folder = architecture.replace('_reg4', '');
  const file = `${architecture}_pretrain.pth`;
  return {
    architecture,
    description,
    license: 'Apache-2.0',
    url: `https://dl.fbaipublicfiles.com/dinov2/${folder}/${file}`,
    file,
    page: 'https://github.com/facebookresearch/dinov2',
    bytes,
    sha256,
  };
};

const dinov3 = (
  architecture: ArchitectureName,
  description: string,
  sha256: string,
): CatalogEntry => ({
  architecture,
  description,
  license: 'DINOv3 License (Meta); to be accepted before download',
  url: null,
  file: `${architecture}_pretrain_lvd1689m-${sha256.slice(0, 8)}.pth`,
  page: 'https://ai.meta.com/resources/models-and-libraries/dinov3-downloads/',
  bytes: null,
  sha256,
});

/**
 * Backbones that can be fetched or added, by name. File names and sizes are the publishers'; complete
 * SHA-256 sums were published for exactly these files.
 */
export const catalog: Readonly<Record<string, CatalogEntry>> = {
  wide_resnet50_2: torchvision(
    'wide_resnet50_2',
    'Wide ResNet-50-2, the backbone of the PatchCore paper',
    'wide_resnet50_2-95faca4d.pth',
    {
      bytes: 138_223_492,
      sha256: '95faca4d11227dddf8633dbb5ff6c8a9003c1aa5b8945c73834b8007b10950b8',
    },
  ),
  wide_resnet101_2: torchvision(
    'wide_resnet101_2',
    'Wide ResNet-101-2',
    'wide_resnet101_2-32ee1156.pth',
    {
      bytes: 254_695_146,
      sha256: '32ee11565f95f2f07223b243ada444a6457c4b90a88e6e293922813faf6dfd06',
    },
  ),
  resnet18: torchvision('resnet18', 'ResNet-18', 'resnet18-f37072fd.pth', {
    bytes: 46_830_571,
    sha256: 'f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec',
  }),
  resnet34: torchvision('resnet34', 'ResNet-34', 'resnet34-b627a593.pth', {
    bytes: 87_319_819,
    sha256: 'b627a593bcbe140c234610266fe4f8ae95ea42fc881d091c9b6052e6b1d0590f',
  }),
  resnet50: torchvision('resnet50', 'ResNet-50', 'resnet50-0676ba61.pth', {
    bytes: 102_530_333,
    sha256: '0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a',
  }),
  resnet101: torchvision('resnet101', 'ResNet-101', 'resnet101-63fe2227.pth'),
  resnet152: torchvision('resnet152', 'ResNet-152', 'resnet152-394f9c45.pth'),
  resnext50_32x4d: torchvision(
    'resnext50_32x4d',
    'ResNeXt-50 32x4d',
    'resnext50_32x4d-7cdf4587.pth',
  ),
  resnext101_32x8d: torchvision(
    'resnext101_32x8d',
    'ResNeXt-101 32x8d',
    'resnext101_32x8d-8ba56ff5.pth',
  ),
  resnet50v2: {
    architecture: 'resnet50v2',
    description: 'ResNet-50 v2 (pre-activation) of timm, trained on ImageNet-1k',
    license: 'Apache-2.0',
    url: 'https://github.com/huggingface/pytorch-image-models/releases/download/v0.1-rsb-weights/resnetv2_50_a1h-000cdf49.pth',
    file: 'resnetv2_50_a1h-000cdf49.pth',
    page: 'https://huggingface.co/timm/resnetv2_50.a1h_in1k',
    bytes: null,
    sha256: '000cdf49',
  },
  densenet201: torchvision('densenet201', 'DenseNet-201', 'densenet201-c1103571.pth'),
  mobilenet_v2: torchvision('mobilenet_v2', 'MobileNetV2', 'mobilenet_v2-7ebf99e0.pth', {
    bytes: 14_258_573,
    sha256: '7ebf99e03e254b273379b23edca7ec0da9f48273b23a332b93c1c99d49e86e8f',
  }),
  mobilenet_v3_large: torchvision(
    'mobilenet_v3_large',
    'MobileNetV3-Large',
    'mobilenet_v3_large-8738ca79.pth',
    {
      bytes: 22_139_423,
      sha256: '8738ca797c879b547d18bbd15da5736ff2557b2036a9af72225393ca61759a04',
    },
  ),
  mobilenet_v3_small: torchvision(
    'mobilenet_v3_small',
    'MobileNetV3-Small',
    'mobilenet_v3_small-047dcff4.pth',
    {
      bytes: 10_306_551,
      sha256: '047dcff4addef86ea5bc2eff13c9614dc11f47ab1160d0a71a25e7db994f4e1f',
    },
  ),
  efficientnet_b0: torchvision(
    'efficientnet_b0',
    'EfficientNet-B0',
    'efficientnet_b0_rwightman-7f5810bc.pth',
    {
      bytes: 21_444_401,
      sha256: '7f5810bc96def8f7552d5b7e68d53c4786f81167d28291b21c0d90e1fca14934',
    },
  ),
  efficientnet_b1: torchvision(
    'efficientnet_b1',
    'EfficientNet-B1',
    'efficientnet_b1-c27df63c.pth',
  ),
  efficientnet_b2: torchvision(
    'efficientnet_b2',
    'EfficientNet-B2',
    'efficientnet_b2_rwightman-c35c1473.pth',
  ),
  efficientnet_b3: torchvision(
    'efficientnet_b3',
    'EfficientNet-B3',
    'efficientnet_b3_rwightman-b3899882.pth',
  ),
  efficientnet_b4: torchvision(
    'efficientnet_b4',
    'EfficientNet-B4',
    'efficientnet_b4_rwightman-23ab8bcd.pth',
  ),
  dinov2_vits14: dinov2(
    'dinov2_vits14',
    'DINOv2 ViT-S/14, self-supervised',
    88_283_115,
    'b938bf1bc15cd2ec0feacfe3a1bb553fe8ea9ca46a7e1d8d00217f29aef60cd9',
  ),
  dinov2_vits14_reg4: dinov2(
    'dinov2_vits14_reg4',
    'DINOv2 ViT-S/14 with 4 registers, self-supervised',
    88_291_785,
    'f433177089a681826f849f194ece3bb48f4d63fb38d32fc837e3dc7a4e5641fb',
  ),
  dinov2_vitb14: dinov2(
    'dinov2_vitb14',
    'DINOv2 ViT-B/14, self-supervised',
    346_378_731,
    '0b8b82f85de91b424aded121c7e1dcc2b7bc6d0adeea651bf73a13307fad8c73',
  ),
  dinov2_vitb14_reg4: dinov2(
    'dinov2_vitb14_reg4',
    'DINOv2 ViT-B/14 with 4 registers, self-supervised',
    346_393_545,
    '73182a088cf94833c94b1666d1c99e02fe87e2007bff57b564fb6206e25dba71',
  ),
  dinov2_vitl14: dinov2(
    'dinov2_vitl14',
    'DINOv2 ViT-L/14, self-supervised',
    1_217_586_395,
    'd5383ea8f4877b2472eb973e0fd72d557c7da5d3611bd527ceeb1d7162cbf428',
  ),
  dinov2_vitl14_reg4: dinov2(
    'dinov2_vitl14_reg4',
    'DINOv2 ViT-L/14 with 4 registers, self-supervised',
    1_217_607_321,
    '36e4deffbaef061a2576705b0c36f93621e2ae20bf6274694821b0b492551b51',
  ),
  dinov3_vits16: dinov3(
    'dinov3_vits16',
    'DINOv3 ViT-S/16, self-supervised',
    '08c60483bc63c04f533611e34bf70b120eedb7240f469bc16e9e20bf344b941d',
  ),
  dinov3_vitb16: dinov3('dinov3_vitb16', 'DINOv3 ViT-B/16, self-supervised', '73cec8be'),
};

/** The catalog's entry of this name, if there is one. */
export function catalogEntry(name: string): CatalogEntry | undefined {
  return Object.hasOwn(catalog, name) ? catalog[name] : undefined;
}
