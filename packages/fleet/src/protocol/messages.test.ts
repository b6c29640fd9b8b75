import fc from 'fast-check';
import { headers } from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import { decodeRequest, encodeRequest, keyOfRequest } from './requestMessage.ts';
import { decodeResult, encodeResult, type FleetResult } from './resultMessage.ts';

const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);

describe('a request', () => {
  it('is read as it was written', () => {
    const request = fc.record({
      client: token,
      id: token,
      name: fc.string({ maxLength: 50 }),
      image: fc.oneof(
        fc.constant({ kind: 'inline' as const }),
        fc.record({ kind: fc.constant('object' as const), object: token, sha256 }),
      ),
      model: sha256,
      falseRejectRate: fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
      threshold: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(request, (given) => {
        const header = encodeRequest(given);
        expect(decodeRequest(header, 5)).toEqual({ protocol: 1, ...given });
        expect(keyOfRequest(header, 5)).toEqual({ client: given.client, id: given.id });
      }),
      { numRuns: 50 },
    );
  });

  it('without a header is named by its place in the stream', () => {
    expect(decodeRequest(undefined, 7)).toMatchObject({ client: 'anonymous', id: 'seq-7' });
    expect(keyOfRequest(headers(), 7)).toEqual({ client: 'anonymous', id: 'seq-7' });
  });

  it.each([
    ['{', 'REQUEST_INVALID'],
    ['{"protocol":1}', 'REQUEST_INVALID'],
    ['{"protocol":2,"whatever":true}', 'FLEET_PROTOCOL'],
    [
      '{"protocol":1,"client":"a.b","id":"c","name":"","image":{"kind":"inline"}}',
      'REQUEST_INVALID',
    ],
  ])('of the header %s is refused with %s', (text, code) => {
    const header = headers();
    header.set('Nominal-Request', text);
    expect(() => decodeRequest(header, 1)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a result', () => {
  const result: Omit<FleetResult, 'protocol'> = {
    product: 'cap',
    client: 'line',
    id: '1',
    name: 'a.png',
    worker: 'w',
    tries: 1,
    finishedAt: '2026-01-02T03:04:05.000Z',
    outcome: {
      kind: 'judged',
      model: 'ab'.repeat(32),
      judgement: {
        imageScore: 1.5,
        pValue: 0.25,
        threshold: 2,
        verdict: 'nominal',
        patchScores: Float32Array.of(0.1, -3, 1e30, 0),
        details: {
          height: 4,
          width: 6,
          heldRate: 0.01,
          thresholdExtrapolated: false,
          highestRejectShare: 0.04,
          warnings: ['OTHER_SIZE'],
          pixelThreshold: 3,
          heatScale: [1, 2],
          zones: [],
          whole: null,
          appearance: null,
          regions: [
            {
              x: 1,
              y: 2,
              width: 3,
              height: 4,
              area: 5,
              maxScore: 6,
              meanScore: 5.5,
              contours: [[[0, 1]]],
              belowPixelThreshold: false,
            },
          ],
          timing: { decodeMs: 1 },
          grid: { height: 2, width: 2 },
          scope: [1, 3],
          toImage: null,
          input: { height: 4, width: 4 },
          sourceBox: { x: 0, y: 0, width: 6, height: 4 },
          sigmaPx: 4,
          nearest: { sha256: null, patch: 1, trainingPatch: 2 },
        },
      },
    },
  };

  it('is read as it was written, to the last bit of its scores', () => {
    expect(decodeResult(encodeResult(result))).toEqual({ protocol: 1, ...result });
  });

  it('of a failure keeps code and details', () => {
    const error = { code: 'IMAGE_UNREADABLE', message: 'no.', details: { path: null } } as const;
    const failed = { ...result, outcome: { kind: 'failed', error } } as const;
    expect(decodeResult(encodeResult(failed)).outcome).toEqual({ kind: 'failed', error });
  });
});
