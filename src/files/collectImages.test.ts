import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectImages } from './collectImages.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nominal-collect-'));
  for (const name of [
    'good/b.png',
    'good/a.JPG',
    'good/notes.txt',
    'good/.hidden.png',
    'good/deep/er/c.tiff',
    'good/frame.bmp',
    'odd [1]{2}/x.png',
    'texts/readme.md',
    'camera.raw',
  ]) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  await mkdir(join(folder, 'empty'));
});
afterAll(() => rm(folder, { recursive: true }));

const below = async (...names: string[]) =>
  (await collectImages(names.map((name) => `${folder}/${name}`))).map((path) =>
    path.slice(folder.length + 1),
  );
const good = ['good/a.JPG', 'good/b.png', 'good/deep/er/c.tiff', 'good/frame.bmp'];

describe('collectImages', () => {
  it('a folder stands for the images in and below it, whatever the case of their endings', async () => {
    expect(await below('good')).toEqual(good);
    expect(await below('good/')).toEqual(good);
  });

  it('a glob stands for the images that it matches', async () => {
    expect(await below('good/*')).toEqual(['good/a.JPG', 'good/b.png', 'good/frame.bmp']);
    expect(await below('good/**/*.{png,tiff}')).toEqual(['good/b.png', 'good/deep/er/c.tiff']);
  });

  it('a named file is taken whatever its ending', async () => {
    expect(await below('camera.raw')).toEqual(['camera.raw']);
  });

  it('a name that exists is not taken for a pattern', async () => {
    expect(await below('odd [1]{2}')).toEqual(['odd [1]{2}/x.png']);
    expect(await below('odd [1]{2}/x.png')).toEqual(['odd [1]{2}/x.png']);
  });

  it('arguments stay in their order, and no image comes twice, however spelled', async () => {
    expect(await below('camera.raw', 'good/b.png', 'good/../good', 'good/./a.JPG')).toEqual([
      'camera.raw',
      'good/b.png',
      'good/../good/a.JPG',
      'good/../good/deep/er/c.tiff',
      'good/../good/frame.bmp',
    ]);
  });

  it.each(['missing', 'missing/*.png', 'good/b.png/deeper'])(
    '%s is INPUT_NOT_FOUND, naming the argument',
    async (name) => {
      await expect(below('good', name)).rejects.toMatchObject({
        code: 'INPUT_NOT_FOUND',
        message: expect.stringContaining(`${folder}/${name}`),
      });
    },
  );

  it.each(['empty', 'texts', 'texts/*'])('%s contains no image: INPUT_EMPTY', async (name) => {
    await expect(below(name)).rejects.toMatchObject({
      code: 'INPUT_EMPTY',
      message: expect.stringContaining(`${folder}/${name} contains no image`),
    });
  });

  it.each(['part.jfif', 'part.JPE', 'part.dib', 'part.pbm', 'part.pnm'])(
    '%s in a folder is an image',
    async (name) => {
      await mkdir(join(folder, 'kinds'), { recursive: true });
      await writeFile(join(folder, 'kinds', name), '');
      expect(await below('kinds')).toContain(`kinds/${name}`);
    },
  );

  it('tells what seems to be an image and is left out, and why', async () => {
    const own = join(folder, 'left');
    await mkdir(join(own, 'below'), { recursive: true });
    // A raw file beside the JPEG of the same shot is no image more.
    for (const name of ['a.png', 'phone.HEIC', 'below/b.raw', 'shot.jpg', 'shot.CR2', 'notes.txt'])
      await writeFile(join(own, name), '');
    await symlink('gone.png', join(own, 'dead.png'));
    await symlink('/nowhere/day1', join(own, 'day1'));
    await symlink('gone.txt', join(own, 'dead.txt'));
    await symlink('..', join(own, 'below/back'));
    await symlink('a.png', join(own, 'alive.png'));
    const leftOut: string[] = [];
    const collect = (pattern: string) =>
      collectImages([pattern], {
        onLeftOut: (files) => {
          for (const { path, reason } of files)
            leftOut.push(`${path.slice(own.length + 1)}: ${reason}`);
        },
      });
    expect((await collect(own)).map((path) => path.slice(own.length + 1))).toEqual([
      'a.png',
      'alive.png',
      'shot.jpg',
    ]);
    expect(leftOut.sort()).toEqual([
      'below/b.raw: an unsupported kind of image',
      'day1: a link that leads nowhere',
      'dead.png: a link that leads nowhere',
      'phone.HEIC: an unsupported kind of image',
    ]);
    leftOut.length = 0;
    await collect(`${own}/*`);
    expect(leftOut).toEqual(['phone.HEIC: an unsupported kind of image']);
    await mkdir(join(own, 'only'));
    await writeFile(join(own, 'only/b.raw'), '');
    await expect(collectImages([join(own, 'only')])).rejects.toMatchObject({
      code: 'INPUT_EMPTY',
      message: expect.stringMatching(
        /received 1 file left out: .*b\.raw \(an unsupported kind of image/,
      ),
    });
  });

  it('no argument at all is INPUT_EMPTY', async () => {
    await expect(collectImages([])).rejects.toMatchObject({ code: 'INPUT_EMPTY' });
  });
});
