import type { MqttClient } from 'mqtt';

/** Where triggers come from. */
export interface MqttTriggerOptions {
  readonly url: string;
  readonly topic: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** What is told of triggers. */
export interface MqttTriggerListener {
  readonly message: (text: string) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Listens to triggers on a topic. A trigger is worth something only at once: what the broker has kept
 * from before is passed over, and nothing is kept for a station that is away.
 *
 * @returns how to stop.
 */
export async function openMqttTrigger(
  { url, topic, username, password }: MqttTriggerOptions,
  { message, failed }: MqttTriggerListener,
): Promise<() => Promise<void>> {
  // The configuration is read by every command; its library is loaded where it is used.
  const { default: mqtt } = await import('mqtt');
  const client: MqttClient = mqtt.connect(url, {
    clean: true,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  });
  client.on('connect', () => {
    client.subscribe(topic, { qos: 0 }, (error) => {
      if (error !== null) failed(error);
    });
  });
  client.on('message', (_topic, payload, { retain }) => {
    if (!retain) message(payload.toString('utf8').trim());
  });
  client.on('error', failed);
  return () => client.endAsync(true);
}
