// Writes the generated pages of docs/ from the built program. Run by `npm run docs`.
import { writeFile } from 'node:fs/promises';
import { referencePages } from '../dist/cli/reference/referencePages.js';

for (const [name, content] of await referencePages()) {
  await writeFile(new URL(`../docs/${name}`, import.meta.url), content);
  console.log(`docs/${name}`);
}
