import { createHash } from 'node:crypto';
import { Matrix } from '../core/tensor/index.ts';
import { NominalError } from '../errors/index.ts';
import { leastCommonMultiple } from './patchStride.ts';
import { type BackboneOptions, BackboneSession } from './BackboneSession.ts';
import type { BackboneOutput, ExtractorPart, FeatureExtractor } from './FeatureExtractor.ts';
import type { BackboneManifest } from './manifest.ts';

/** Several open networks. The first one leads: images are normalized for it, and its first tap sets the patch grid. */
export class EnsembleSession implements FeatureExtractor {
  readonly manifest: BackboneManifest;
  readonly sha256: string;
  readonly taps: readonly string[];
  readonly dimension: number;
  readonly parts: readonly ExtractorPart[];
  readonly #members: readonly BackboneSession[];

  private constructor(members: readonly BackboneSession[]) {
    const [leader] = members;
    const multiples = members.map(({ manifest }) => manifest.input.multipleOf ?? 1);
    this.#members = members;
    this.manifest = {
      ...leader.manifest,
      name: members.map(({ manifest }) => manifest.name).join('+'),
      input: { ...leader.manifest.input, multipleOf: multiples.reduce(leastCommonMultiple) },
    };
    this.sha256 = createHash('sha256')
      .update(members.map((member) => member.sha256).join('+'))
      .digest('hex');
    this.taps = members.flatMap((member) =>
      member.taps.map((tap) => `${member.manifest.name}:${tap}`),
    );
    this.parts = members.flatMap((member) => member.parts);
    this.dimension = this.parts.reduce((sum, { columns }) => sum + columns, 0);
  }

  /**
   * Opens backbones whose patch features are put side by side.
   * @param names at least two backbones, each as {@link BackboneSession.open} takes it.
   * @param options `taps` as `NAME:TAP`, with the name from the backbone's manifest; `tapScales` in the
   * same order.
   * @throws NominalError as {@link BackboneSession.open}, and CONFIG_INVALID for a tap that belongs to
   * none of them.
   */
  static async open(
    names: readonly string[],
    manifests: readonly BackboneManifest[],
    options: Omit<BackboneOptions, 'backbone'>,
  ): Promise<EnsembleSession> {
    assertDistinct(manifests);
    const { taps, tapScales, ...shared } = options;
    if (taps !== undefined) assertKnown(taps, manifests);
    const members: BackboneSession[] = [];
    let nextScale = 0;
    try {
      for (const [index, backbone] of names.entries()) {
        const prefix = `${manifests[index].name}:`;
        const own = taps?.filter((tap) => tap.startsWith(prefix));
        const { defaultTaps, taps: all } = manifests[index];
        const count = own?.length ?? defaultTaps?.length ?? all.length;
        const scales = tapScales?.slice(nextScale, nextScale + count);
        nextScale += count;
        members.push(
          await BackboneSession.open({
            ...shared,
            backbone,
            ...(own === undefined ? {} : { taps: own.map((tap) => tap.slice(prefix.length)) }),
            ...(scales === undefined ? {} : { tapScales: scales }),
            ...(index === 0 ? {} : { leader: members[0].manifest }),
          }),
        );
      }
    } catch (error) {
      for (const member of members) await member.close();
      throw error;
    }
    return new EnsembleSession(members);
  }

  async extract(
    input: Float32Array,
    batch: number,
    height: number,
    width: number,
  ): Promise<BackboneOutput> {
    const [leader, ...others] = this.#members;
    const first = await leader.extract(input, batch, height, width);
    const grid = BigInt64Array.of(BigInt(first.gridHeight), BigInt(first.gridWidth));
    const features = Matrix.zeros(first.features.rows, this.dimension);
    copyColumns(first.features, features, 0);
    let column = leader.dimension;
    for (const member of others) {
      const own = await member.extract(input, batch, height, width, grid);
      copyColumns(own.features, features, column);
      column += member.dimension;
    }
    return { ...first, features };
  }

  async close(): Promise<void> {
    for (const member of this.#members) await member.close();
  }
}

function copyColumns(from: Matrix, to: Matrix, firstColumn: number): void {
  for (let row = 0; row < from.rows; row++) to.row(row).set(from.row(row), firstColumn);
}

function assertDistinct(manifests: readonly BackboneManifest[]): void {
  const names = manifests.map(({ name }) => name);
  if (new Set(names).size === names.length) return;
  throw new NominalError('CONFIG_INVALID', {
    what: 'An ensemble names the same backbone twice',
    expected: 'backbones with different names in their manifests',
    received: names.join(', '),
  });
}

function assertKnown(taps: readonly string[], manifests: readonly BackboneManifest[]): void {
  const owner = (tap: string) => manifests.find(({ name }) => tap.startsWith(`${name}:`));
  const stray = taps.find((tap) => owner(tap) === undefined);
  const idle = manifests.find((manifest) => taps.every((tap) => owner(tap) !== manifest));
  if (stray === undefined && idle === undefined) return;
  throw new NominalError('CONFIG_INVALID', {
    what:
      stray === undefined
        ? `No tap of ${idle?.name ?? ''} is named`
        : `${stray} does not name the backbone that it belongs to`,
    expected: `taps of every backbone, such as ${manifests.map(({ name, taps: [tap] }) => `${name}:${tap.name}`).join(',')}`,
    received: taps.join(','),
  });
}
