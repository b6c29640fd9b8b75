export { findNearCopies } from './findNearCopies.ts';
export { type Thumbnail, thumbnailOf } from './Thumbnail.ts';
