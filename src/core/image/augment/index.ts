export {
  type Augmentation,
  augmentations,
  type ImageCopy,
  makeCopy,
  planCopies,
} from './copies.ts';
