export { type AnnotatedImage, CocoAnnotations } from './CocoAnnotations.ts';
export { labelMeAnnotations } from './labelMeAnnotations.ts';
