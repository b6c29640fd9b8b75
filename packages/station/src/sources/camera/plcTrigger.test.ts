import { expect, it, vi } from 'vitest';
import { openPlcTrigger } from './plcTrigger.ts';
import { triggerSchema } from './triggerSchema.ts';

it('opens no OPC UA server that would let everybody in for want of a password', async () => {
  vi.stubEnv('NOMINAL_OPCUA_PASSWORD', undefined);
  const trigger = triggerSchema.parse({ on: 'opcua' });
  if (trigger.on !== 'opcua') throw new RangeError('it is the trigger that was asked for');
  const camera = { isAble: true, triggerBy: () => Promise.reject(new Error()), refused: vi.fn() };
  const source = { name: 'line', product: 'cap' };
  await expect(
    openPlcTrigger({ source, trigger, folder: '/nowhere' }, camera, vi.fn()),
  ).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  vi.unstubAllEnvs();
});
