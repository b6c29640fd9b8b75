import { isImageName } from 'nominal-vision/internal/core/image';

/** The image files among what was dropped, those in folders included, in the order of their names. */
export async function droppedFiles(dropped: DataTransfer): Promise<File[]> {
  // Asked for before anything is awaited: the browser clears the list then.
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry());
  const files: File[] = [];
  for (const entry of entries) if (entry !== null) await collect(entry, files);
  return files;
}

/** The image files of a folder that was chosen. */
export function chosenFiles(list: FileList | null): File[] {
  return [...(list ?? [])].filter(isImage).sort(byPath);
}

async function collect(entry: FileSystemEntry, files: File[], inFolder = false): Promise<void> {
  if (isDirectory(entry)) {
    const inside = await entriesOf(entry);
    for (const own of inside.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })))
      await collect(own, files, true);
  } else if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    // A file that was dropped by itself is meant; the station says what is wrong with it.
    if (!inFolder || isImage(file)) files.push(file);
  }
}

/** A reader tells a part of a folder at a time, and nothing at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isImage({ name, type }: File): boolean {
  return !name.startsWith('.') && (type.startsWith('image/') || isImageName(name));
}

function byPath(a: File, b: File): number {
  return a.webkitRelativePath.localeCompare(b.webkitRelativePath, 'en', { numeric: true });
}
