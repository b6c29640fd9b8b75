import { useState } from 'preact/hooks';
import { imageEndings } from 'nominal-vision/internal/core/image';

/** Includes files that the browser itself does not recognize as images. */
const accepted = ['image/*', ...imageEndings].join(',');

/** A place to drop image files, or to choose them. */
export function Dropzone({
  label,
  onFiles,
}: {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const list = [...(files ?? [])];
    if (list.length > 0) onFiles(list);
  };
  return (
    <label
      class={over ? 'dropzone over' : 'dropzone'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <input
        type="file"
        multiple
        accept={accepted}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <span>{label}</span>
    </label>
  );
}
