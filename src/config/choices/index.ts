// Names that options choose from. They are apart from what they name, so that the help of a command
// line does not load it; the compiler compares the two.

/** Layouts of data sets, in the order in which they are tried: more specific ones first. */
export const layoutNames = [
  'table',
  'mtd',
  'visa',
  'real-iad',
  'deep-pcb',
  'kolektor-sdd',
  'kolektor-sdd2',
  'dagm',
  'mvtec-ad-2',
  'mvtec-loco',
  'mvtec',
  'btad',
  'coco',
  'folder',
] as const;

/**
 * Name of a layout.
 *
 * @useDeclaredType
 */
export type LayoutName = (typeof layoutNames)[number];

/** Generated products, in alphabetical order. */
export const categoryNames = [
  'cap',
  'circuit',
  'fabric',
  'gear',
  'label',
  'metal_plate',
  'panel',
  'ring',
  'terrazzo',
  'tile',
  'wood',
] as const;

/** The name of one generated product. */
export type CategoryName = (typeof categoryNames)[number];

/** Architectures whose weights can be imported. */
export const architectureNames = [
  'resnet18',
  'resnet34',
  'resnet50',
  'resnet101',
  'resnet152',
  'resnext50_32x4d',
  'resnext101_32x8d',
  'wide_resnet50_2',
  'wide_resnet101_2',
  'resnet50v2',
  'densenet201',
  'mobilenet_v2',
  'mobilenet_v3_large',
  'mobilenet_v3_small',
  'efficientnet_b0',
  'efficientnet_b1',
  'efficientnet_b2',
  'efficientnet_b3',
  'efficientnet_b4',
  'dinov2_vits14',
  'dinov2_vitb14',
  'dinov2_vitl14',
  'dinov2_vits14_reg4',
  'dinov2_vitb14_reg4',
  'dinov2_vitl14_reg4',
  'dinov3_vits16',
  'dinov3_vitb16',
] as const;

/** Name of an architecture whose weights can be imported. */
export type ArchitectureName = (typeof architectureNames)[number];

/** What cameras and lights do to images, in the order in which a stress test does it. */
export const stressNames = [
  'darker',
  'brighter',
  'darker middle',
  'brighter middle',
  'warmer',
  'cooler',
  'blur',
  'noise',
  'shift',
  'rotation',
  'vignetting',
  'dead columns',
  'jpeg',
] as const;
