import { z } from 'zod';

const name = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .describe('Name in the history: letters, digits, "-" and "_"');
const product = z.string().min(1).describe('Name of the product that the images show');
const mqttUrl = z
  .string()
  .regex(/^(mqtts?|wss?):\/\//, 'starts with mqtt://, mqtts://, ws:// or wss://')
  .describe('Address of the broker');

/** Folder into which a camera or another program writes images. */
export const folderSourceSchema = z.strictObject({
  kind: z.literal('folder'),
  name,
  product,
  folder: z.string().min(1).describe('Folder to watch; files move to its done/ and failed/'),
  intervalMs: z.int().min(50).max(600_000).default(500).describe('Time between two looks'),
  settleMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(1000)
    .describe('How long size and time of a file must stand still: it may still be written'),
});

/** Topic of an MQTT broker on which images, or paths of images, are published. */
export const mqttSourceSchema = z.strictObject({
  kind: z.literal('mqtt'),
  name,
  product,
  url: mqttUrl,
  topic: z.string().min(1),
  payload: z
    .enum(['image', 'path'])
    .default('image')
    .describe('What a message holds: the bytes of an image file, or a path below root'),
  root: z
    .string()
    .min(1)
    .optional()
    .describe('Folder that paths are relative to; none from outside it is read'),
  username: z.string().optional(),
  password: z.string().optional(),
});

/** One source of images. */
export const sourceSchema = z
  .discriminatedUnion('kind', [folderSourceSchema, mqttSourceSchema])
  .refine((source) => source.kind !== 'mqtt' || source.payload !== 'path' || 'root' in source, {
    message: 'payload "path" needs a root folder',
  });

export type FolderSourceConfig = z.output<typeof folderSourceSchema>;
export type MqttSourceConfig = z.output<typeof mqttSourceSchema>;
