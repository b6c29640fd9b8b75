import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveFitConfig } from '../../src/config/index.ts';
import type { Verdict } from '../../src/decision/index.ts';
import type {
  InspectionFilter,
  ListPart,
  NewInspection,
  Product,
  Store,
  Tables,
} from '../../packages/station/src/store/index.ts';

import { exampleInspection, exampleModel } from './examples.ts';

/**
 * Tests that a store must pass with any database.
 *
 * @param open opens the store of a data folder; each folder has its own store.
 */
export function describeStore(name: string, open: (folder: string) => Promise<Store>): void {
  describe(`a store in ${name}`, () => {
    let folder = '';
    let store: Store;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'nominal-store-'));
      store = await open(folder);
    });
    afterEach(async () => {
      await store.close();
      await rm(folder, { recursive: true });
    });

    async function reopen(): Promise<void> {
      await store.close();
      store = await open(folder);
    }

    async function productNamed(name: string): Promise<Product> {
      const product = await store.products.create(name, resolveFitConfig());
      if (product === null) throw new RangeError('the name is taken');
      return product;
    }

    async function inspectionOf(
      { id: productId }: Product,
      changes: Partial<NewInspection> = {},
    ): Promise<NewInspection> {
      const { sha256 } = await store.images.put(Buffer.from(changes.name ?? 'image'));
      return exampleInspection({ productId, sha256, ...changes });
    }

    it("is one program's at a time, and another's once it is closed", async () => {
      await expect(open(folder)).rejects.toMatchObject({ code: 'STORE_IN_USE', exitCode: 8 });
      expect(await productNamed('bolt')).toMatchObject({ name: 'bolt' });
      await reopen();
      expect(await store.products.list()).toHaveLength(1);
    });

    it('keeps products, decisions and their patch scores over a restart', async () => {
      const product = await productNamed('bolt');
      const [kept] = await store.inspections.add([await inspectionOf(product)]);
      await reopen();
      expect(await store.products.getByName('bolt')).toEqual(product);
      expect(await store.inspections.get(kept.id)).toEqual(kept);
      expect(await store.inspections.patchScores(kept.id)).toEqual(Float32Array.of(0.5, 1.5));
    });

    it('lists decisions newest first, by filter and page', async () => {
      const product = await productNamed('bolt');
      const verdicts = ['nominal', 'anomalous', 'nominal', 'anomalous', 'nominal'] as const;
      for (const verdict of verdicts)
        await store.inspections.add([await inspectionOf(product, { verdict })]);
      const opinion = { review: 'falseReject', comment: 'glare', tags: [] } as const;
      await store.inspections.review(2, opinion, 'ann');
      const ids = async (filter: InspectionFilter, limit = 10, part: ListPart = {}) =>
        (await store.inspections.list(filter, limit, part)).map(({ id }) => id);
      expect(await ids({})).toEqual([5, 4, 3, 2, 1]);
      expect(await ids({ verdict: 'anomalous' })).toEqual([4, 2]);
      expect(await ids({}, 2, { before: 4 })).toEqual([3, 2]);
      expect(await ids({ review: 'none', verdict: 'anomalous' })).toEqual([4]);
      expect(await ids({ review: 'falseReject' })).toEqual([2]);
      expect(await ids({ productId: 'other' })).toEqual([]);
      expect(await store.inspections.count({ verdict: 'nominal' })).toBe(3);
      expect(await store.inspections.get(2)).toMatchObject({ comment: 'glare', reviewedBy: 'ann' });
    });

    it('keeps the number of a part and the stamps of a line, and finds decisions by the number', async () => {
      const product = await productNamed('bolt');
      const at = (second: number) => `2026-01-02T03:04:0${second}.000Z`;
      const stamps = {
        ...{ triggeredAt: at(1), receivedAt: at(2), decodedAt: at(3), judgedAt: at(4) },
        ...{ toldAt: null, late: false },
      };
      const parts = ['SN 1', null, 'SN 2', 'SN 1'];
      for (const part of parts)
        await store.inspections.add([await inspectionOf(product, { part, stamps })]);
      await store.inspections.add([await inspectionOf(product)]);
      await store.inspections.stamp(new Map([[1, { ...stamps, toldAt: at(5), late: true }]]));
      await reopen();
      const found = await store.inspections.list({ part: 'SN 1' }, 10);
      expect(found.map(({ id, part }) => [id, part])).toEqual([
        [4, 'SN 1'],
        [1, 'SN 1'],
      ]);
      expect(found.map((record) => record.stamps)).toEqual([
        stamps,
        { ...stamps, toldAt: at(5), late: true },
      ]);
      expect(await store.inspections.get(5)).toMatchObject({ part: null, stamps: null });
      expect(await store.inspections.count({ part: 'SN' })).toBe(0);
    });

    it('lists decisions by score and by doubt, page after page, and finds them by name', async () => {
      const product = await productNamed('bolt');
      const scores = [3, 1, 2, 2, 9];
      for (const [i, imageScore] of scores.entries()) {
        const name = `Part_${i}${i === 4 ? '%' : ''}.png`;
        const given = { imageScore, threshold: 2.2, name };
        await store.inspections.add([await inspectionOf(product, given)]);
      }
      const pages = async (order: ListPart['order']) => {
        const ids: number[] = [];
        for (let before: number | undefined; ; before = ids.at(-1)) {
          const page = await store.inspections.list({ productId: product.id }, 2, {
            order,
            before,
          });
          if (page.length === 0) return ids;
          ids.push(...page.map(({ id }) => id));
        }
      };
      expect(await pages('highest')).toEqual([5, 1, 4, 3, 2]);
      expect(await pages('lowest')).toEqual([2, 3, 4, 1, 5]);
      expect(await pages('doubt')).toEqual([3, 4, 1, 2, 5]);
      expect(await pages('oldest')).toEqual([1, 2, 3, 4, 5]);
      const named = async (name: string) =>
        (await store.inspections.list({ name }, 10)).map(({ id }) => id);
      expect(await named('part')).toEqual([5, 4, 3, 2, 1]);
      expect(await named('T_3')).toEqual([4]);
      expect(await named('%')).toEqual([5]);
      expect(await named('!')).toEqual([]);
      const other = await productNamed('nut');
      await store.inspections.add([await inspectionOf(other, { name: 'Part_9.png' })]);
      const search = { productId: product.id, name: 'PART_' };
      const found = await store.inspections.list(search, 2, { order: 'highest', before: 5 });
      expect(found.map(({ id }) => id)).toEqual([1, 4]);
      expect((await store.inspections.counts(search)).total).toBe(5);
      expect((await store.inspections.counts({ name: '_9.' })).total).toBe(1);
      expect((await store.inspections.counts({ ...search, verdict: 'anomalous' })).total).toBe(
        await store.inspections.count({ productId: product.id, verdict: 'anomalous' }),
      );
    });

    it('counts what a filter finds, and the kinds of defects in it', async () => {
      const product = await productNamed('bolt');
      const verdicts = ['nominal', 'anomalous', 'anomalous', 'anomalous'] as const;
      for (const verdict of verdicts)
        await store.inspections.add([await inspectionOf(product, { verdict })]);
      const said = (id: number, tags: string[]) =>
        store.inspections.review(id, { review: 'confirmed', comment: null, tags }, 'ann');
      await said(2, ['scratch', 'dent', 'dent']);
      await said(3, ['dent']);
      await said(4, ['stain']);
      await said(4, []);
      expect((await store.inspections.get(2))?.tags).toEqual(['dent', 'scratch']);
      expect((await store.inspections.list({ tag: 'dent' }, 9)).map(({ id }) => id)).toEqual([
        3, 2,
      ]);
      expect(await store.inspections.counts({ productId: product.id })).toEqual({
        ...{ total: 4, nominal: 1, anomalous: 3, notReviewed: 1 },
        tags: [
          { tag: 'dent', count: 2 },
          { tag: 'scratch', count: 1 },
        ],
      });
      expect((await store.inspections.counts({ tag: 'scratch' })).total).toBe(1);
    });

    it('keeps what is removed in the waste bin until that is emptied', async () => {
      const product = await productNamed('bolt');
      const { sha256 } = await store.images.put(Buffer.from('image'));
      const image = { kind: 'image', id: sha256, productId: product.id } as const;
      await store.products.addImage(product.id, { sha256, name: 'a.png', origin: 'upload' });
      await store.models.publish(exampleModel(product.id, 'a1'));
      const token = await store.tokens.create('line', 'inspect');
      await writeFile(store.modelPath('a1'), 'model');
      const items = [
        image,
        { kind: 'model', id: 'a1', productId: product.id },
        { kind: 'token', id: token.id, productId: null },
      ] as const;
      for (const item of items) expect(await store.bin.put(item)).toBe(true);
      expect(await store.bin.put(image)).toBe(false);
      expect(await store.products.images(product.id)).toEqual([]);
      expect(await store.models.list(product.id)).toEqual([]);
      expect(await store.tokens.find(token.secret)).toBeNull();
      await store.clean();
      expect((await store.bin.list()).map(({ kind, name }) => [kind, name]).sort()).toEqual([
        ['image', 'a.png'],
        ['model', '1'],
        ['token', 'line'],
      ]);
      expect(await store.bin.restore({ ...image, productId: null })).toBe(false);
      for (const item of items) expect(await store.bin.restore(item)).toBe(true);
      expect(await store.products.images(product.id)).toHaveLength(1);
      expect(await readFile(store.modelPath('a1'), 'utf8')).toBe('model');
      expect((await store.tokens.find(token.secret))?.id).toBe(token.id);
      // An image that is added again is not in the bin.
      await store.bin.put(image);
      const again = { sha256, name: 'b.png', origin: 'upload' } as const;
      expect(await store.products.addImage(product.id, again)).toBe(true);
      expect(await store.bin.list()).toEqual([]);
      for (const item of items) await store.bin.put(item);
      expect(await store.emptyBin()).toBe(3);
      await store.clean();
      expect(await store.images.get(sha256)).toBeNull();
      await expect(readFile(store.modelPath('a1'))).rejects.toThrow('ENOENT');
      expect(await store.bin.restore(image)).toBe(false);
    });

    it('drops the oldest decisions beyond a number, but none that was reviewed', async () => {
      const { inspections } = store;
      const product = await productNamed('bolt');
      for (let i = 0; i < 6; i++) await inspections.add([await inspectionOf(product)]);
      const opinion = { review: 'confirmed', comment: null, tags: [] } as const;
      await inspections.review(2, opinion, 'ann');
      const overdue = await inspections.overdue(product.id, { newest: 2, since: null });
      expect(overdue.upTo).toBe(4);
      expect(await inspections.countOverdue(overdue)).toBe(3);
      const first = await inspections.prune(overdue, 0, 2);
      expect([first.sha256s.length, first.last]).toEqual([2, 3]);
      // Reviewed while the others were removed.
      await inspections.review(4, opinion, 'ann');
      expect(await inspections.prune(overdue, 3, 2)).toEqual({ sha256s: [], last: null });
      expect((await inspections.list({}, 10)).map(({ id }) => id)).toEqual([6, 5, 4, 2]);
      expect(await inspections.history(product.id)).toMatchObject({ decisions: 4, reviewed: 2 });
    });

    it('knows which decisions are older than a time, and which are beyond a number as well', async () => {
      const { inspections } = store;
      const product = await productNamed('bolt');
      const other = await productNamed('nut');
      for (let i = 0; i < 3; i++) await inspections.add([await inspectionOf(product)]);
      await inspections.add([await inspectionOf(other)]);
      const upTo = async (newest: number | null, since: string | null, of = product) =>
        (await inspections.overdue(of.id, { newest, since })).upTo;
      expect(await upTo(null, null)).toBe(0);
      expect(await upTo(3, '2000-01-01T00:00:00.000Z')).toBe(0);
      expect(await upTo(1, '2000-01-01T00:00:00.000Z')).toBe(2);
      const all = { newest: null, since: '2100-01-01T00:00:00.000Z' };
      const overdue = await inspections.overdue(product.id, all);
      expect(await inspections.countOverdue(overdue)).toBe(3);
      expect((await inspections.prune(overdue, 0, 10)).sha256s).toHaveLength(3);
      expect(await inspections.history(other.id)).toMatchObject({ decisions: 1, reviewed: 0 });
    });

    it('says what the images take that a clean-up would remove: none that anything else refers to', async () => {
      const { inspections, images, products } = store;
      const product = await productNamed('bolt');
      const other = await productNamed('nut');
      const names = [
        'alone',
        'alone',
        'reviewed',
        'learned',
        'tested',
        'elsewhere',
        'new',
        'newest',
      ];
      for (const name of names) await inspections.add([await inspectionOf(product, { name })]);
      await inspections.add([await inspectionOf(other, { name: 'elsewhere' })]);
      // The newest decision is on an image that an old one was made on, too.
      await inspections.add([await inspectionOf(product, { name: 'new' })]);
      const hashOf = async (name: string) => (await inspections.list({ name }, 1))[0].sha256;
      const good = { sha256: await hashOf('learned'), name: 'l', origin: 'upload' } as const;
      await products.addImage(product.id, good);
      const test = { sha256: await hashOf('tested'), name: 't', label: 'good' } as const;
      await store.testImages.add(product.id, test);
      const opinion = { review: 'confirmed', comment: null, tags: [] } as const;
      await inspections.review(3, opinion, 'ann');
      const overdue = await inspections.overdue(product.id, { newest: 2, since: null });
      expect(await inspections.countOverdue(overdue)).toBe(6);
      expect(await inspections.overdueImages(overdue, 100)).toEqual({ images: 1, bytes: 5 });
      expect(await images.total()).toEqual({ images: 7, bytes: names.slice(1).join('').length });
      expect(await images.taught()).toEqual({
        good: { images: 1, bytes: 7 },
        test: { images: 1, bytes: 6 },
      });
      const { sha256s } = await inspections.prune(overdue, 0, 100);
      await images.put(Buffer.from('again'));
      expect(await images.binned()).toEqual({ images: 0, bytes: 0 });
      await store.bin.put({ kind: 'image', id: good.sha256, productId: product.id });
      expect(await images.binned()).toEqual({ images: 1, bytes: 7 });
      expect(sha256s).toHaveLength(6);
      const size = await store.databaseSize();
      expect(size.bytes).toBeGreaterThan(10_000);
    });

    it('removes the images of dropped decisions, but none that is used or has come again', async () => {
      const product = await productNamed('bolt');
      for (const name of ['old', 'learned', 'again', 'new'])
        await store.inspections.add([await inspectionOf(product, { name })]);
      const hashOf = async (name: string) =>
        (await store.inspections.list({ name }, 1)).map(({ sha256 }) => sha256).join('');
      const [old, learned, again] = await Promise.all(['old', 'learned', 'again'].map(hashOf));
      await store.products.addImage(product.id, { sha256: learned, name: 'l', origin: 'upload' });
      // On its way to another decision.
      await store.images.put(Buffer.from('again'));
      const overdue = await store.inspections.overdue(product.id, { newest: 1, since: null });
      const { sha256s: pruned } = await store.inspections.prune(overdue, 0, 10);
      expect(pruned.toSorted()).toEqual([old, learned, again].toSorted());
      expect(await store.images.drop(pruned)).toEqual({ images: 1, bytes: 3 });
      expect(await store.images.get(old)).toBeNull();
      await expect(readFile(store.images.path(old))).rejects.toThrow('ENOENT');
      for (const sha256 of [learned, again]) {
        expect(await store.images.get(sha256)).not.toBeNull();
        await readFile(store.images.path(sha256));
      }
    });

    it('keeps a frame and its image in one commit, from a file that was moved', async () => {
      const product = await productNamed('bolt');
      const path = store.images.incomingPath();
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'P5 frame');
      const sha256 = createHash('sha256').update('P5 frame').digest('hex');
      const head = Buffer.from('P5 frame');
      const image = await store.images.adopt({ path, sha256, bytes: 8, head });
      expect(await readFile(store.images.path(sha256), 'utf8')).toBe('P5 frame');
      expect(await store.images.get(sha256)).toBeNull();
      const decision = exampleInspection({ productId: product.id, sha256, image });
      await store.inspections.add([decision]);
      expect(await store.images.get(sha256)).toEqual(image);
      // The same frame again: its file stays where it came.
      await writeFile(path, 'P5 frame');
      await store.inspections.add([
        { ...decision, image: await store.images.adopt({ path, sha256, bytes: 8, head }) },
      ]);
      expect(await readFile(path, 'utf8')).toBe('P5 frame');
    });

    it('counts a shift over dropped decisions, until the counters are set back', async () => {
      const { id } = await productNamed('bolt');
      expect(await store.shifts.get(id)).toBeNull();
      for (const verdict of ['nominal', 'anomalous', 'nominal'] as const)
        await store.shifts.count(id, verdict);
      await reopen();
      expect(await store.shifts.get(id)).toMatchObject({ nominal: 2, anomalous: 1 });
      await store.shifts.reset(id);
      expect(await store.shifts.get(id)).toMatchObject({ nominal: 0, anomalous: 0 });
      await store.products.remove(id);
      expect(await store.shifts.get(id)).toBeNull();
    });

    it('keeps alarms until they have ended and were acknowledged, and their settings', async () => {
      const { id: productId } = await productNamed('bolt');
      const measured = { rejects: 5, limit: 5 };
      const alarm = await store.alarms.raise({ productId, kind: 'rejectsInRow', measured });
      const own = await store.alarms.raise({ productId: null, kind: 'disk', measured: {} });
      const other = await productNamed('nut');
      const ids = async (of: string | undefined, open: boolean) =>
        (await store.alarms.list({ productId: of, open, limit: 9 })).map(({ id }) => id);
      expect(await ids(undefined, true)).toEqual([own.id, alarm.id]);
      expect(await ids(other.id, true)).toEqual([own.id]);
      await store.alarms.end(alarm.id);
      expect(await store.alarms.standing()).toEqual([own]);
      expect(await ids(productId, true)).toEqual([own.id, alarm.id]);
      await store.alarms.acknowledge(alarm.id, 'ann');
      await store.alarms.acknowledge(alarm.id, 'ben');
      expect(await ids(productId, true)).toEqual([own.id]);
      expect(await store.alarms.get(alarm.id)).toMatchObject({ measured, acknowledgedBy: 'ann' });
      for (const settings of [{ a: 1 }, { a: 2 }]) {
        await store.alarms.set(null, settings);
        await store.alarms.set(productId, settings);
      }
      await reopen();
      const kept = [
        [null, { a: 2 }],
        [productId, { a: 2 }],
      ] as const;
      expect(await store.alarms.settings()).toEqual(new Map<string | null, unknown>(kept));
      await store.products.remove(productId);
      expect(await ids(undefined, false)).toEqual([own.id]);
      expect(await store.alarms.settings()).toEqual(new Map([[null, { a: 2 }]]));
    });

    it('keeps test images with one label each, and how each model scores them', async () => {
      const { id } = await productNamed('bolt');
      const { sha256 } = await store.images.put(Buffer.from('scratched'));
      const image = { sha256, name: 'scratch.png' };
      expect(await store.testImages.add(id, { ...image, label: 'good' })).toBe(true);
      expect(await store.testImages.add(id, { ...image, label: 'good' })).toBe(false);
      expect(await store.testImages.add(id, { ...image, label: 'defective' })).toBe(true);
      expect(await store.testImages.list(id)).toMatchObject([{ ...image, label: 'defective' }]);
      await store.models.publish(exampleModel(id, 'm1'));
      await store.testImages.keepScore('m1', sha256, 2.5);
      expect(await store.testImages.scores('m1')).toEqual(new Map([[sha256, 2.5]]));
      expect(await store.images.sweep(0)).toMatchObject({ images: 0 });
      await store.bin.put({ kind: 'model', id: 'm1', productId: id });
      await store.emptyBin();
      expect(await store.testImages.scores('m1')).toEqual(new Map());
      expect(await store.testImages.remove(id, sha256)).toBe(true);
      expect(await store.images.sweep(0)).toMatchObject({ images: 1 });
    });

    it('commits all of a transaction or nothing of it', async () => {
      const create = (tables: Tables, name: string) =>
        tables.products.create(name, resolveFitConfig());
      await expect(
        store.transaction(async (tables) => {
          await create(tables, 'bolt');
          throw new RangeError('stop');
        }),
      ).rejects.toThrow('stop');
      expect(await store.products.list()).toEqual([]);
      await store.transaction((tables) => create(tables, 'bolt'));
      expect(await store.products.list()).toHaveLength(1);
    });

    it('gives a name to one product only, and lists products by it', async () => {
      for (const name of ['nut', 'Bolt', 'bolt', 'Ölring', 'a-b', 'a b']) await productNamed(name);
      expect(await store.products.create('nut', resolveFitConfig())).toBeNull();
      const names = (await store.products.list()).map(({ name }) => name);
      expect(names).toEqual(['Bolt', 'a b', 'a-b', 'bolt', 'nut', 'Ölring']);
    });

    it('changes what is set for a product beside the model that is put to use meanwhile', async () => {
      const product = await productNamed('bolt');
      await store.models.publish(exampleModel(product.id, 'a1'));
      await store.products.update({ ...product, name: 'nut' });
      expect(await store.products.get(product.id)).toMatchObject({ name: 'nut', modelId: 'a1' });
    });

    it('counts versions by product, and puts the newest to use', async () => {
      const [bolt, nut] = [await productNamed('bolt'), await productNamed('nut')];
      expect((await store.models.publish(exampleModel(bolt.id, 'a1'))).version).toBe(1);
      expect((await store.models.publish(exampleModel(bolt.id, 'a2'))).version).toBe(2);
      expect((await store.models.publish(exampleModel(nut.id, 'b1'))).version).toBe(1);
      expect((await store.products.get(bolt.id))?.modelId).toBe('a2');
    });

    it('keeps an image once, by its content', async () => {
      const first = await store.images.put(Buffer.from('same'));
      const second = await store.images.put(Buffer.from('same'));
      expect(second).toEqual(first);
      expect(await readFile(store.images.path(first.sha256), 'utf8')).toBe('same');
    });

    it('makes no path of what is no hash or id', () => {
      expect(() => store.images.path('../../etc/passwd')).toThrow(RangeError);
      expect(() => store.modelPath('../x')).toThrow(RangeError);
      expect(() => store.reportPath('a/b')).toThrow(RangeError);
    });

    it('removes images that nothing refers to, and no other', async () => {
      const product = await productNamed('bolt');
      const loose = await store.images.put(Buffer.from('loose'));
      const inJob = await store.images.put(Buffer.from('in a job'));
      await store.jobs.create('inspect', product.id, { images: [inJob.sha256] }, 'test');
      await store.inspections.add([await inspectionOf(product)]);
      expect(await store.images.sweep()).toMatchObject({ images: 0 });
      expect(await store.images.sweep(0)).toMatchObject({ images: 1 });
      expect(await store.images.get(loose.sha256)).toBeNull();
      await expect(readFile(store.images.path(loose.sha256))).rejects.toThrow();
      expect(await store.images.get(inJob.sha256)).not.toBeNull();
      expect(await readFile(store.images.path(inJob.sha256), 'utf8')).toBe('in a job');
    });

    it('clears away model files that no row names, temporary files and unused images', async () => {
      const product = await productNamed('bolt');
      await store.models.publish(exampleModel(product.id, 'known'));
      for (const name of ['known.nominal', 'half.nominal', 'known.nominal.1-2.tmp'])
        await writeFile(join(folder, 'models', name), 'x');
      const unused = await store.images.put(Buffer.from('unused'));
      await store.clean();
      expect(await readdir(join(folder, 'models'))).toEqual(['known.nominal']);
      expect(await store.images.get(unused.sha256)).toBeNull();
    });

    it('clears away images that came and have no row, and no others', async () => {
      const incoming = async (text: string) => {
        const path = store.images.incomingPath();
        await writeFile(path, text);
        const sha256 = createHash('sha256').update(text).digest('hex');
        return { path, sha256, bytes: text.length, head: Buffer.from(text) };
      };
      // The folder is there after the first one.
      const { sha256 } = await store.images.put(Buffer.from('in use'));
      const product = await productNamed('bolt');
      await store.products.addImage(product.id, { sha256, name: 'a.png', origin: 'upload' });
      const folderOf = join(folder, 'images', 'incoming');
      expect(await readdir(folderOf)).toEqual([]);
      // Killed before the row of its decision, after it, and before the file was whole.
      const orphan = await incoming('no decision');
      await store.images.adopt(orphan);
      const kept = await incoming('kept');
      await store.images.putFile(kept);
      await store.products.addImage(product.id, { ...kept, name: 'b.png', origin: 'upload' });
      await incoming('hal');
      await store.clean();
      expect(await readdir(folderOf)).toEqual([]);
      await expect(readFile(store.images.path(orphan.sha256))).rejects.toThrow('ENOENT');
      expect(await readFile(store.images.path(kept.sha256), 'utf8')).toBe('kept');
      expect(await readFile(store.images.path(sha256), 'utf8')).toBe('in use');
    });

    it('knows a token by its secret, and keeps no secret', async () => {
      const { secret, ...token } = await store.tokens.create('line 1', 'inspect');
      expect(await store.tokens.find(secret)).toEqual(token);
      expect(await store.tokens.find(`${secret}x`)).toBeNull();
      expect(JSON.stringify(await store.tokens.list())).not.toContain(secret.slice(4));
    });

    it('gives a job that was under way back after a restart, and counts its attempts', async () => {
      const { id } = await store.jobs.create('fit', 'p', {}, 'test');
      expect(await store.jobs.take(['fit'])).toMatchObject({ id, state: 'running', attempts: 1 });
      await reopen();
      await store.jobs.requeueRunning();
      expect(await store.jobs.take(['inspect'])).toBeNull();
      expect(await store.jobs.take(['inspect', 'fit'])).toMatchObject({ id, attempts: 2 });
      expect(await store.jobs.take(['fit'])).toBeNull();
    });

    it('gives jobs out in the order in which they came, each once', async () => {
      const ids: string[] = [];
      for (let i = 0; i < 5; i++) ids.push((await store.jobs.create('fit', 'p', {}, 'test')).id);
      const taken = await Promise.all(ids.map(() => store.jobs.take(['fit'])));
      expect(taken.map((job) => job?.id).sort()).toEqual(ids.toSorted());
      expect((await store.jobs.list('p', 10)).map(({ id }) => id)).toEqual(ids.toReversed());
    });

    it('withdraws a job that waits, and no other', async () => {
      const { id } = await store.jobs.create('fit', 'p', {}, 'test');
      expect(await store.jobs.withdraw(id)).toMatchObject({ id, state: 'cancelled' });
      expect(await store.jobs.withdraw(id)).toBeNull();
      const { id: next } = await store.jobs.create('fit', 'p', {}, 'test');
      await store.jobs.take(['fit']);
      expect(await store.jobs.withdraw(next)).toBeNull();
    });

    it('gives the scores that a model has passed at a threshold, oldest first', async () => {
      const product = await productNamed('bolt');
      const given: Partial<NewInspection>[] = [
        { imageScore: 1 },
        { imageScore: 2, verdict: 'anomalous' },
        { imageScore: 3, threshold: 9 },
        { imageScore: 4, modelId: 'm2' },
        { imageScore: 5 },
        { imageScore: 6 },
      ];
      const records = [];
      for (const changes of given)
        records.push(...(await store.inspections.add([await inspectionOf(product, changes)])));
      expect(await store.inspections.passedScores(records[4], 10)).toEqual([1, 5]);
      expect(await store.inspections.passedScores(records[5], 2)).toEqual([5, 6]);
    });

    it('fills in what decisions of earlier versions lack', async () => {
      const inspection = await inspectionOf(await productNamed('bolt'), {});
      const { warnings, highestRejectShare, heldRate, ...earlier } = inspection.details;
      const details = earlier as typeof inspection.details;
      const [{ id }] = await store.inspections.add([{ ...inspection, details }]);
      const kept = await store.inspections.get(id);
      expect(kept?.details).toMatchObject({
        ...earlier,
        warnings: [],
        highestRejectShare: null,
        heldRate: null,
      });
      expect([warnings, highestRejectShare, heldRate]).not.toContain(undefined);
    });

    it('counts decisions by minute', async () => {
      const product = await productNamed('bolt');
      for (const verdict of ['nominal', 'anomalous', 'nominal'] as const)
        await store.inspections.add([await inspectionOf(product, { verdict })]);
      const minutes = await store.inspections.perMinute(product.id, '2000-01-01');
      expect(minutes[0].minute).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/);
      const sum = (key: Verdict) => minutes.reduce((n, minute) => n + minute[key], 0);
      expect([sum('nominal'), sum('anomalous')]).toEqual([2, 1]);
      expect(await store.inspections.perMinute(product.id, '3000-01-01')).toEqual([]);
    });

    it('forgets all of a product that is removed', async () => {
      const product = await productNamed('bolt');
      const [{ id }] = await store.inspections.add([await inspectionOf(product)]);
      await store.models.publish(exampleModel(product.id, 'a1'));
      await store.products.remove(product.id);
      expect(await store.inspections.get(id)).toBeNull();
      expect(await store.models.list()).toEqual([]);
      await expect(store.models.publish(exampleModel(product.id, 'a2'))).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    it('lists who changed what, newest first', async () => {
      for (const target of ['a', 'b', 'c'])
        await store.audit.add('ann', 'test', target, { target });
      const [newest, middle] = await store.audit.list(2);
      expect([newest.target, middle.target]).toEqual(['c', 'b']);
      expect(await store.audit.list(5, middle.id)).toMatchObject([
        { actor: 'ann', details: { target: 'a' } },
      ]);
    });

    it('keeps a message until it is taken or given up', async () => {
      await store.outbox.add('hook', 'a');
      await store.outbox.add('hook', 'b');
      const [a, b] = await store.outbox.due('hook', 10);
      await store.outbox.taken(a.id);
      await store.outbox.refused(b.id, 'down', 60_000);
      expect(await store.outbox.due('hook', 10)).toEqual([]);
      expect(await store.outbox.counts()).toEqual({ waiting: 1, failed: 0 });
      await store.outbox.refused(b.id, 'down', null);
      expect(await store.outbox.counts()).toEqual({ waiting: 0, failed: 1 });
      expect(await store.outbox.counts('other')).toEqual({ waiting: 0, failed: 0 });
      await store.outbox.add('other', 'c');
      await store.outbox.removeAllOf('hook');
      expect(await store.outbox.counts()).toEqual({ waiting: 1, failed: 0 });
    });

    it('keeps sources and sinks apart, one of each name, and what was set', async () => {
      await store.endpoints.put('source', 'b', { topic: 1 });
      await store.endpoints.put('source', 'a', {});
      await store.endpoints.put('sink', 'a', { url: 'u' });
      await store.endpoints.put('source', 'b', { topic: 2 });
      expect(await store.endpoints.list('source')).toEqual([
        { name: 'a', config: {} },
        { name: 'b', config: { topic: 2 } },
      ]);
      await store.endpoints.remove('source', 'a');
      expect((await store.endpoints.list('sink')).map(({ name }) => name)).toEqual(['a']);
      expect(await store.settings.get('shifts')).toBeUndefined();
      for (const times of [['06:00'], []]) await store.settings.set('shifts', { times });
      expect(await store.settings.get('shifts')).toEqual({ times: [] });
    });

    it('counts and keeps what was not inspected', async () => {
      const { id } = await productNamed('bolt');
      expect(await store.refusals.last(id)).toBeNull();
      const refusal = { source: 'line', name: 'a.png', code: 'IMAGE_UNREADABLE', message: 'no' };
      for (const name of ['a.png', 'b.png']) await store.refusals.add(id, { ...refusal, name });
      expect(await store.refusals.last(id)).toMatchObject({ ...refusal, name: 'b.png' });
      for (const outcome of ['refused', 'nominal', 'refused'] as const)
        await store.shifts.count(id, outcome);
      expect(await store.shifts.get(id)).toMatchObject({ nominal: 1, anomalous: 0, refused: 2 });
      await store.shifts.reset(id, '2026-01-01T06:00:00.000Z');
      expect(await store.shifts.get(id)).toEqual({
        ...{ since: '2026-01-01T06:00:00.000Z', nominal: 0, anomalous: 0, refused: 0 },
      });
    });

    it('has a threshold that was set by hand until another model is used', async () => {
      const product = await productNamed('bolt');
      expect(product.threshold).toBeNull();
      await store.products.update({ ...product, threshold: 3.5 });
      expect((await store.products.get(product.id))?.threshold).toBe(3.5);
      await store.models.publish(exampleModel(product.id, 'a1'));
      expect((await store.products.get(product.id))?.threshold).toBeNull();
      await store.products.update({ ...product, threshold: 3.5 });
      await store.products.use(product.id, 'a1');
      expect((await store.products.get(product.id))?.threshold).toBeNull();
    });
  });
}
