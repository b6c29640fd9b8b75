import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  type Metric as WireMetric,
  MetricSchema,
  type Payload,
  PayloadSchema,
} from './generated/payload_pb.ts';

/** Types of values that an edge node has here, by the numbers that the specification gives them. */
const dataTypes = {
  Int32: 3,
  Int64: 4,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
} as const;

/** Type of a metric's value. Numbers are not negative; those of a DateTime are milliseconds since 1970. */
export type MetricType = keyof typeof dataTypes;

/** A value of that type. */
export type ValueOf<Type extends MetricType> = Type extends 'String'
  ? string
  : Type extends 'Boolean'
    ? boolean
    : number;

/** A named value. */
export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  /** Null: it has none. */
  readonly value: string | number | boolean | null;
  /** When it was taken, in milliseconds since 1970, UTC. */
  readonly timestampMs: number;
  /** Whether it is told afterwards, and is not the current one. */
  readonly isHistorical?: boolean;
}

/**
 * The bytes of a message.
 *
 * @param seq its number; null for the death of an edge node, which has none.
 * @param isBirth whether types are told with the metrics, which later messages leave out.
 */
export function encodePayload(
  metrics: readonly Metric[],
  seq: number | null,
  { isBirth }: { readonly isBirth: boolean },
): Uint8Array {
  const payload = create(PayloadSchema, {
    timestamp: BigInt(Date.now()),
    metrics: metrics.map((metric) => wireMetric(metric, isBirth)),
    ...(seq === null ? {} : { seq: BigInt(seq) }),
  });
  return toBinary(PayloadSchema, payload);
}

/** What a message holds. @throws Error for bytes that are none. */
export function decodePayload(bytes: Uint8Array): Payload {
  return fromBinary(PayloadSchema, bytes);
}

function wireMetric({ name, type, value, timestampMs, isHistorical }: Metric, isBirth: boolean) {
  return create(MetricSchema, {
    name,
    timestamp: BigInt(timestampMs),
    ...(isBirth ? { datatype: dataTypes[type] } : {}),
    ...(isHistorical === true ? { isHistorical } : {}),
    ...(value === null ? { isNull: true } : { value: wireValue(type, value) }),
  });
}

function wireValue(
  type: MetricType,
  value: string | number | boolean,
): Exclude<WireMetric['value'], { case: undefined }> {
  switch (type) {
    case 'Int32':
      return { case: 'intValue', value: Number(value) };
    case 'Int64':
    case 'DateTime':
      return { case: 'longValue', value: BigInt(value) };
    case 'Double':
      return { case: 'doubleValue', value: Number(value) };
    case 'Boolean':
      return { case: 'booleanValue', value: Boolean(value) };
    case 'String':
      return { case: 'stringValue', value: String(value) };
  }
}
