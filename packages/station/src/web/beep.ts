import { signal } from '@preact/signals';

/** Whether the browser keeps the sound back until the page is touched. */
export const isSoundHeldBack = signal(false);

let context: AudioContext | null = null;

/** Makes sound possible; browsers want a touch or a key first. */
export function openSound(): void {
  context ??= new AudioContext();
  const own = context;
  own.resume().catch(() => undefined);
  isSoundHeldBack.value = own.state !== 'running';
  own.addEventListener('statechange', () => (isSoundHeldBack.value = own.state !== 'running'));
}

/** Two low tones: a part was rejected. */
export function beep(): void {
  openSound();
  if (context === null) return;
  for (const [i, hertz] of [523, 392].entries()) {
    const start = context.currentTime + i * 0.22;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.type = 'square';
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.25, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.2);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.2);
  }
}
