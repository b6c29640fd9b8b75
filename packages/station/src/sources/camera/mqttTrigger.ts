import type { MqttClient } from 'mqtt';
import { plainError } from 'nominal-vision/internal/errors';

/** Where triggers come from. */
export interface MqttTriggerOptions {
  readonly url: string;
  readonly topic: string;
  /** Where it is told that a part is not inspected; undefined for nowhere. */
  readonly faultTopic?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** What is told of triggers. */
export interface MqttTriggerListener {
  /** Rejects if the part is not inspected. */
  readonly trigger: (text: string) => Promise<unknown>;
  readonly failed: (error: unknown) => void;
}

/** A part's number has at most so many characters; the text of a trigger may have any number. */
const MAX_PART = 64;

/**
 * Listens to triggers on a topic. A trigger is worth something only at once: what the broker has kept
 * from before is passed over, and nothing is kept for a station that is away.
 *
 * @returns how to stop.
 */
export async function openMqttTrigger(
  { url, topic, faultTopic, username, password }: MqttTriggerOptions,
  { trigger, failed }: MqttTriggerListener,
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
  const take = async (text: string) => {
    try {
      await trigger(text);
    } catch (error) {
      if (faultTopic === undefined) return;
      const at = new Date().toISOString();
      const told = { part: text.slice(0, MAX_PART), fault: plainError(error).code, at };
      // Whoever listens now waits for it; later it would be of no use.
      if (client.connected) await client.publishAsync(faultTopic, JSON.stringify(told));
    }
  };
  client.on('message', (from, payload, { retain }) => {
    // A topic with wildcards may hold our own words, too.
    if (!retain && from !== faultTopic) take(payload.toString('utf8').trim()).catch(failed);
  });
  client.on('error', failed);
  return () => client.endAsync(true);
}
