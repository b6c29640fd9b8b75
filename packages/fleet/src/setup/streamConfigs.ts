import { DiscardPolicy, RetentionPolicy, type StreamConfig, StorageType } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { FleetNames } from '../protocol/FleetNames.ts';
import { FIT_HOURS } from '../protocol/fitTask.ts';
import type { FleetLimits } from './fleetLimits.ts';

const HOUR_MS = 3_600_000;
/**
 * Time within which the server itself recognizes a message that is published again; after it, subjects
 * do.
 */
const DUPLICATE_WINDOW_MS = 120_000;
/** Room for the shards of fits that wait: some hundred bytes each. */
const FIT_TASK_BYTES = 16 * 2 ** 20;

type NamedConfig = Partial<StreamConfig> & { name: string };

/**
 * The streams of a fleet. All refuse what they have no room for, rather than drop what they
 * hold. Results and dead letters take one message per subject, which names the request: so a request
 * has one result, whatever crashes, for as long as the result is kept.
 */
export function streamConfigs(names: FleetNames, limits: FleetLimits): NamedConfig[] {
  const { replicas, requestBytes, resultBytes, resultHours, deadLetterBytes, deadLetterDays } =
    limits;
  const common = {
    storage: StorageType.File,
    num_replicas: replicas,
    discard: DiscardPolicy.New,
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
  };
  const once = { max_msgs_per_subject: 1, discard_new_per_subject: true };
  return [
    {
      ...common,
      name: names.requests,
      subjects: [names.requestSubject('*', '*')],
      retention: RetentionPolicy.Workqueue,
      max_bytes: requestBytes,
      republish: {
        src: names.requestSubject('*', '*'),
        dest: `${names.fleet}.waiting.{{wildcard(1)}}.{{wildcard(2)}}`,
        headers_only: true,
      },
    },
    {
      ...common,
      ...once,
      name: names.results,
      subjects: [names.resultSubject({ product: '*', client: '*', id: '*' })],
      max_bytes: resultBytes,
      max_age: nanos(resultHours * HOUR_MS),
      allow_direct: true,
    },
    {
      ...common,
      ...once,
      name: names.deadLetters,
      subjects: [names.deadLetterSubject({ product: '*', client: '*', id: '*' })],
      max_bytes: deadLetterBytes,
      max_age: nanos(deadLetterDays * 24 * HOUR_MS),
    },
    {
      ...common,
      name: names.fits,
      subjects: [names.fitSubject('*', '*', '*')],
      retention: RetentionPolicy.Workqueue,
      max_bytes: FIT_TASK_BYTES,
      max_age: nanos(FIT_HOURS * HOUR_MS),
    },
  ];
}
