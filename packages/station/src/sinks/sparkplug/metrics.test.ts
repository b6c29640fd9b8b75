import { describe, expect, it } from 'vitest';
import { alarmKinds } from '../../alarms/settings.ts';
import type { InspectionRecord, Product } from '../../store/index.ts';
import { verdictMessage } from '../verdictMessage.ts';
import { decisionValues, deviceMetrics, lineValues, nodeMetrics, notInspected } from './metrics.ts';

const record = {
  ...{ id: 7, productId: 'p', modelId: 'm', sha256: 's', name: 'line-7', source: 'line' },
  ...{ verdict: 'nominal', imageScore: 0.25, pValue: 0.5, threshold: 0.5, part: 'SN 7' },
  details: { regions: [], warnings: [] },
} as unknown as InspectionRecord;
const decision = (late: boolean) =>
  decisionValues(
    verdictMessage({ ...record, stamps: { late } } as InspectionRecord, { id: 'p' } as Product),
  );

describe('the metrics of Sparkplug', () => {
  it('tell a decision as a PLC reads it', () => {
    expect(decision(false)).toMatchObject({
      ...{ 'Inspection/Verdict': 'nominal', 'Inspection/Result': 1, 'Inspection/Part': 'SN 7' },
      ...{ 'Fault/Code': null, 'Fault/Number': 0 },
    });
  });

  it('tell a decision that came too late as no verdict, with its score', () => {
    expect(decision(true)).toMatchObject({
      ...{ 'Inspection/Verdict': 'not inspected', 'Inspection/Result': 0 },
      ...{ 'Inspection/Score': 0.25, 'Fault/Code': 'DEADLINE_MISSED', 'Fault/Number': 3 },
    });
  });

  it('leave none of an inspection standing from the one before', () => {
    const told = Object.keys(decision(false)).sort();
    expect(Object.keys(notInspected).sort()).toEqual(told);
    const names = Object.keys(deviceMetrics).filter((name) => /^(Inspection|Fault)/.test(name));
    expect(told).toEqual(names.sort());
  });

  it('have one for each alarm', () => {
    const names = [...Object.keys(deviceMetrics), ...Object.keys(nodeMetrics)];
    expect(names).toEqual(expect.arrayContaining(alarmKinds.map((kind) => `Alarms/${kind}`)));
    const values = lineValues({
      ...{ sources: [true, false], model: { id: 'm', version: 3 } },
      alarms: [{ kind: 'drift' }],
    });
    expect(values).toMatchObject({ 'Alarms/drift': true, 'Alarms/late': false });
    expect(values).toMatchObject({ 'Line/Sources': 2, 'Line/Sources Away': 1 });
  });
});
