export { collectImages } from './collectImages.ts';
export { writeFileAtomic } from './writeFileAtomic.ts';
