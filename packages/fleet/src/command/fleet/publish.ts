import { readRegularFile } from 'nominal-vision/internal/files';
import type { Command } from 'commander';
import { z } from 'zod';
import { parseConfig } from 'nominal-vision/internal/config';
import { NominalError } from 'nominal-vision/internal/errors';
import { tokenSchema } from '../../protocol/tokens.ts';
import type { CommandContext } from 'nominal-vision/internal/cli';
import {
  addNatsOptions,
  inLine,
  type NatsFlags,
  optionWording,
  parseNumber,
} from 'nominal-vision/internal/cli';
import { withFleet } from '../withFleet.ts';

/** What a model is published with. */
const publishSchema = z.strictObject({
  product: tokenSchema.describe(
    'Product, as it is named in subjects: letters, digits, "-" and "_"',
  ),
  falseRejectRate: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe("Share of good parts that may be rejected, in place of the model's own"),
});

interface PublishFlags extends NatsFlags {
  readonly product: string;
  readonly falseRejectRate?: number;
}

/** `nominal fleet publish`: which model a product is inspected by. */
export function addPublishCommand(fleet: Command, { terminal }: CommandContext): void {
  const { product, falseRejectRate } = publishSchema.shape;
  const command = fleet
    .command('publish')
    .description('Put a model to use: workers inspect a product by it from the next request on')
    .argument('<model>', 'model file written by "nominal fit"')
    .requiredOption('--product <name>', product.description);
  addNatsOptions(command)
    .option('--false-reject-rate <rate>', falseRejectRate.description ?? '', parseNumber)
    .action(async (path: string, flags: PublishFlags) => {
      const given = parseConfig(
        publishSchema,
        { product: flags.product, falseRejectRate: flags.falseRejectRate },
        'command line',
        optionWording(),
      );
      const bytes = await read(path);
      const { publishModel } = await import('../../client/publishModel.ts');
      await withFleet(flags, 'nominal fleet publish', async (connected) => {
        const { model } = await publishModel(connected, given.product, {
          bytes,
          falseRejectRate: given.falseRejectRate ?? null,
        });
        terminal.out(`${inLine(given.product)} is inspected by the model ${inLine(model)}.\n`);
      });
    });
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path);
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    throw new NominalError('INPUT_NOT_FOUND', {
      what: `the model file ${path} cannot be read`,
      remedy: 'Check the path, or write the model with "nominal fit"',
      cause,
    });
  }
}
