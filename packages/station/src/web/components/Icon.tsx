/** Outlines on a field of 24 × 24: no font of the machine is relied on. */
const outlines = {
  sound: 'M4 9v6h4l6 5V4L8 9H4zM17 8.5a5 5 0 0 1 0 7M19.5 5.5a9 9 0 0 1 0 13',
  mute: 'M4 9v6h4l6 5V4L8 9H4zM17 9l5 6M22 9l-5 6',
  fullScreen: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  leave: 'M10 5l-7 7 7 7M3 12h18',
} as const;

/** A small picture beside a word, or in its place on a phone. */
export function Icon({ name }: { readonly name: keyof typeof outlines }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={outlines[name]} />
    </svg>
  );
}
