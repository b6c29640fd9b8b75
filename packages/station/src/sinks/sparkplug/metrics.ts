import { lineAlarmKinds } from '../../alarms/settings.ts';
import { faultNumber, resultNumbers } from '../../plc/index.ts';
import type { Alarm, Shift, StoredModel } from '../../store/index.ts';
import type { refusalMessage } from '../refusalMessage.ts';
import type { verdictMessage } from '../verdictMessage.ts';
import type { Definitions, Values } from './MetricSet.ts';

/** What a host is told of the station. */
export const nodeMetrics = {
  'Properties/Program': 'String',
  'Properties/Version': 'String',
  'Station/Ready': 'Boolean',
  'Station/Problem': 'String',
  'Station/Test Message': 'DateTime',
  'Alarms/queue': 'Boolean',
  'Alarms/disk': 'Boolean',
} as const satisfies Definitions;

/** What a host is told of a product. */
export const deviceMetrics = {
  'Inspection/Verdict': 'String',
  'Inspection/Result': 'Int32',
  'Inspection/Score': 'Double',
  'Inspection/Threshold': 'Double',
  'Inspection/Decision': 'Int64',
  'Inspection/Part': 'String',
  'Inspection/Name': 'String',
  'Inspection/Source': 'String',
  'Fault/Code': 'String',
  'Fault/Number': 'Int32',
  'Shift/Good': 'Int64',
  'Shift/Reject': 'Int64',
  'Shift/Not Inspected': 'Int64',
  'Line/Sources': 'Int32',
  'Line/Sources Away': 'Int32',
  'Model/Version': 'Int32',
  'Model/Id': 'String',
  'Alarms/rejectsInRow': 'Boolean',
  'Alarms/rejectedShare': 'Boolean',
  'Alarms/noImage': 'Boolean',
  'Alarms/late': 'Boolean',
  'Alarms/drift': 'Boolean',
  'Alarms/rejects': 'Boolean',
} as const satisfies Definitions;

export type NodeValues = Values<typeof nodeMetrics>;
export type DeviceValues = Values<typeof deviceMetrics>;

/** As long as no part was inspected that the host could have seen: never the verdict of one before. */
export const notInspected = {
  'Inspection/Verdict': 'not inspected',
  'Inspection/Result': resultNumbers.notInspected,
  'Inspection/Score': null,
  'Inspection/Threshold': null,
  'Inspection/Decision': null,
  'Inspection/Part': null,
  'Inspection/Name': null,
  'Inspection/Source': null,
  'Fault/Code': null,
  'Fault/Number': 0,
} as const satisfies DeviceValues;

/** What a decision tells. One that came too late counts as none, as for a PLC. */
export function decisionValues(decision: ReturnType<typeof verdictMessage>): DeviceValues {
  const { verdict, imageScore, threshold, id, part, image, source, stamps } = decision;
  const isLate = stamps?.late === true;
  return {
    ...notInspected,
    ...(isLate
      ? faultValues('DEADLINE_MISSED')
      : {
          'Inspection/Verdict': verdict,
          'Inspection/Result': verdict === 'nominal' ? resultNumbers.good : resultNumbers.reject,
        }),
    'Inspection/Score': imageScore,
    'Inspection/Threshold': threshold,
    'Inspection/Decision': id,
    'Inspection/Part': part,
    'Inspection/Name': image.name,
    'Inspection/Source': source,
  };
}

/** What it tells that something was not inspected. */
export function refusalValues({
  notInspected: { name, source, code },
}: ReturnType<typeof refusalMessage>): DeviceValues {
  return {
    ...notInspected,
    'Inspection/Name': name,
    'Inspection/Source': source,
    ...faultValues(code),
  };
}

/** Counters of the shift. */
export function shiftValues(shift: Shift | null): DeviceValues {
  return {
    'Shift/Good': shift?.nominal ?? 0,
    'Shift/Reject': shift?.anomalous ?? 0,
    'Shift/Not Inspected': shift?.refused ?? 0,
  };
}

/** What lasts: sources, the model in use, alarms. */
export function lineValues({
  sources,
  model,
  alarms,
}: {
  /** For each source of the product whether it is running. */
  readonly sources: readonly boolean[];
  readonly model: Pick<StoredModel, 'id' | 'version'>;
  /** Those of the product that stand. */
  readonly alarms: readonly Pick<Alarm, 'kind'>[];
}): DeviceValues {
  return {
    'Line/Sources': sources.length,
    'Line/Sources Away': sources.filter((isRunning) => !isRunning).length,
    'Model/Version': model.version,
    'Model/Id': model.id,
    ...(Object.fromEntries(
      lineAlarmKinds.map((kind) => [`Alarms/${kind}`, alarms.some((own) => own.kind === kind)]),
    ) as DeviceValues),
  };
}

function faultValues(code: Parameters<typeof faultNumber>[0]): DeviceValues {
  return { 'Fault/Code': code, 'Fault/Number': faultNumber(code) };
}
