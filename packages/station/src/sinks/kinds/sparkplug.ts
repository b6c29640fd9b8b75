import { z } from 'zod';
import { type SinkKind, sinkKeys } from './SinkKind.ts';

const id = z
  .string()
  .regex(/^[^/+#\p{Cc}]{1,64}$/u, 'has 1 to 64 characters, and none of "/", "+" and "#"');

/** Edge node of Sparkplug B at an MQTT broker. */
const schema = z.strictObject({
  kind: z.literal('sparkplug'),
  ...sinkKeys,
  url: z.string().regex(/^(mqtts?|wss?):\/\//, 'starts with mqtt://, mqtts://, ws:// or wss://'),
  username: z.string().optional(),
  password: z.string().optional(),
  groupId: id.describe('Group that hosts show the edge node in'),
  edgeNodeId: id.describe('Name of the edge node; no other one of the group may have it'),
  primaryHostId: id
    .optional()
    .describe('Host application that must be online: until it is, messages wait'),
  maxAttempts: z.int().min(1).max(1_000_000).default(100_000),
  retryMs: z.int().min(10).max(3_600_000).default(1000),
});

/** The station as an edge node of Sparkplug B. */
export const sparkplugSink: SinkKind<typeof schema> = {
  schema,
  showsState: true,
  open: async (config, gate) => {
    // The configuration is read by every command; its libraries are loaded where they are used.
    const [{ default: mqtt }, { StationNode }] = await Promise.all([
      import('mqtt'),
      import('../sparkplug/index.ts'),
    ]);
    const node = new StationNode(mqtt, config, gate);
    return { send: (payload, signal) => node.send(payload, signal), close: () => node.close() };
  },
};
