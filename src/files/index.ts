export { assertWritable } from './assertWritable.ts';
export { compiledScript } from './compiledScript.ts';
export { whenParentEnds } from './whenParentEnds.ts';
export { collectImages } from './collectImages.ts';
export { relativeNames } from './relativeNames.ts';
export { removeFolder } from './removeFolder.ts';
export { writeFileAtomic } from './writeFileAtomic.ts';
export { imageEndings } from './imageEndings.ts';
