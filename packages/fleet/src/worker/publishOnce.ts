import { JetStreamApiError } from '@nats-io/jetstream';
import type { MsgHdrs, Payload } from '@nats-io/transport-node';
import type { Fleet } from '../connection/Fleet.ts';

/** Code of JetStream for a subject that has a message already. */
const WRONG_LAST_SEQUENCE = 10_071;

/**
 * Puts a message into a stream unless its subject has one already, in which case the one that is there
 * stands.
 *
 * @returns whether it was this one. @throws errors of the NATS client.
 */
export async function publishOnce(
  fleet: Fleet,
  subject: string,
  body: Payload,
  headers?: MsgHdrs,
): Promise<boolean> {
  try {
    const { duplicate } = await fleet.streams.publish(subject, body, {
      msgID: subject,
      expect: { lastSubjectSequence: 0 },
      ...(headers === undefined ? {} : { headers }),
    });
    return !duplicate;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return false;
    throw error;
  }
}
