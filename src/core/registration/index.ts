export { type Picture, PICTURE_PX, pictureOf } from './Picture.ts';
export { Registration } from './Registration.ts';
