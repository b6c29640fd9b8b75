import type { Alarm, Product } from '../store/index.ts';

/** The message that a sink sends when an alarm begins, and when it ends. */
export function alarmMessage(alarm: Alarm, product: Product | null) {
  const { id, kind, measured, raisedAt, endedAt } = alarm;
  return {
    alarm: { id, kind, state: endedAt === null ? 'raised' : 'ended', measured, raisedAt, endedAt },
    product: product === null ? null : { id: product.id, name: product.name },
  };
}
