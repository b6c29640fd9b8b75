export type { Picture } from './Picture.ts';
export { PICTURE_PX } from './Picture.ts';
export { pictureOf } from './pictureOf.ts';
export { Registration } from './Registration.ts';
