import { signal } from '@preact/signals';
import { type ImageChange, imageChanges } from 'nominal-vision/internal/core/appearance';
import { api } from './api.ts';
import { attempt, inBackground, products } from './state.ts';
import { age, duration, percent, t } from './t.ts';
import type { Alarm } from './types.ts';

/** Time between two looks for alarms. */
const LOOK_MS = 3000;

/** Alarms that stand, or that nobody has acknowledged; the newest first. */
export const openAlarms = signal<readonly Alarm[]>([]);

/** Looks for alarms until the returned function is called. */
export function watchAlarms(productId: string | null): () => void {
  const product = productId === null ? '' : `&product=${productId}`;
  const look = () =>
    inBackground(async () => {
      openAlarms.value = await api<Alarm[]>(`alarms?open=true${product}`);
    });
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => clearInterval(timer);
}

export function acknowledge(alarms: readonly Alarm[]): Promise<boolean> {
  return attempt(async () => {
    for (const { id } of alarms) await api(`alarms/${id}/acknowledge`, { method: 'POST' });
    const seen = new Set(alarms.map(({ id }) => id));
    const at = new Date().toISOString();
    openAlarms.value = openAlarms.value
      .map((alarm) => (seen.has(alarm.id) ? { ...alarm, acknowledgedAt: at } : alarm))
      .filter(({ endedAt, acknowledgedAt }) => endedAt === null || acknowledgedAt === null);
  });
}

/** What an alarm says, with the figures that it was raised by. */
export function alarmText(alarm: Alarm): string {
  const { cause } = alarm.measured;
  const change = imageChanges.find((one) => one === cause);
  return change === undefined ? figuresText(alarm) : `${figuresText(alarm)} · ${causeText(change)}`;
}

/** What has changed most in the images. */
export function causeText(change: ImageChange): string {
  return t('likelyCause', { change: t(change) });
}

function figuresText({ kind, measured }: Alarm): string {
  const count = (key: string) => Number(measured[key] ?? 0);
  switch (kind) {
    case 'rejectsInRow':
      return t('alarmRejectsInRow', { n: count('rejects') });
    case 'rejectedShare':
      return t('alarmRejectedShare', {
        ...{ share: percent(count('share')), limit: percent(count('limit')) },
        minutes: count('minutes'),
      });
    case 'noImage':
      return t('alarmNoImage', { time: duration(1000 * count('seconds')) });
    case 'late':
      return t('alarmLate', { n: count('late') });
    case 'drift':
      return t(measured.direction === 'down' ? 'driftDown' : 'driftUp');
    case 'rejects':
      return t('alarmRejects', { n: count('images'), rejected: count('rejected') });
    case 'queue':
      return t('alarmQueue', { n: count('images') });
    case 'disk':
      return t('alarmDisk', { mib: count('freeMib') });
  }
}

/** The product that an alarm is of; the station where it is of none. */
export function alarmOrigin({ productId }: Alarm): string {
  return products.value.find(({ id }) => id === productId)?.name ?? t('station');
}

/** Since when an alarm stands, or that it has ended. */
export function alarmAge({ raisedAt, endedAt }: Alarm): string {
  const ago = t('ago', { age: age(endedAt ?? raisedAt, Date.now()) });
  return endedAt === null ? ago : t('alarmEnded', { ago });
}
