import { useState } from 'preact/hooks';
import { imageEndings } from 'nominal-vision/internal/core/image';
import { chosenFiles, droppedFiles } from '../droppedFiles.ts';
import { inBackground } from '../state.ts';
import { t } from '../t.ts';

/** Includes files that the browser itself does not recognize as images. */
const accepted = ['image/*', ...imageEndings].join(',');

/** Not among the attributes that JSX knows, although every browser does. */
const folders = { webkitdirectory: true };

/** A place to drop image files and folders, or to choose them. */
export function Dropzone({
  label,
  onFiles,
}: {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const [over, setOver] = useState(false);
  const take = (files: readonly File[]) => {
    if (files.length > 0) onFiles(files);
  };
  return (
    <div
      class={over ? 'drop-area over' : 'drop-area'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const { dataTransfer } = event;
        if (dataTransfer !== null)
          void inBackground(async () => take(await droppedFiles(dataTransfer)));
      }}
    >
      <label class="dropzone">
        <input
          type="file"
          multiple
          accept={accepted}
          onChange={(event) => {
            take([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        <span>{label}</span>
      </label>
      <label class="button folder">
        {t('chooseFolder')}
        <input
          type="file"
          class="hidden"
          {...folders}
          onChange={(event) => {
            take(chosenFiles(event.currentTarget.files));
            event.currentTarget.value = '';
          }}
        />
      </label>
    </div>
  );
}
