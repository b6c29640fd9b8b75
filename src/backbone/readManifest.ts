import { codeOfCause, NominalError } from '../errors/index.ts';
import { readRegularFile } from '../files/index.ts';
import { type BackboneManifest, backboneManifestSchema } from './manifest.ts';

/**
 * Reads and checks a backbone's manifest.
 * @throws NominalError BACKBONE_NOT_FOUND if the file does not exist, BACKBONE_INVALID if it is not a
 * manifest or cannot be read.
 */
export async function readManifest(path: string): Promise<BackboneManifest> {
  const text = await readText(path);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalidManifest(path, 'text that is not JSON', cause);
  }
  const parsed = backboneManifestSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue.path.length === 0 ? 'the whole file' : issue.path.join('.');
    throw invalidManifest(path, `${where}: ${issue.message}`, parsed.error);
  }
  const unknown = parsed.data.defaultTaps?.find(
    (name) => !parsed.data.taps.some((tap) => tap.name === name),
  );
  if (unknown !== undefined) {
    throw invalidManifest(path, `defaultTaps: ${unknown} is not one of taps`, undefined);
  }
  return parsed.data;
}

async function readText(path: string): Promise<string> {
  try {
    return (await readRegularFile(path)).toString('utf8');
  } catch (cause) {
    if (cause instanceof NominalError) throw cause;
    if (codeOfCause(cause) !== 'ENOENT')
      throw invalidManifest(path, 'a file that cannot be read', cause);
    throw new NominalError('BACKBONE_NOT_FOUND', {
      what: `The backbone has no manifest ${path}`,
      expected: 'a manifest.json next to model.onnx',
      received: 'no such file',
      remedy:
        'Write one; the manifest of a shipped backbone, in dist/backbones, shows what belongs in it',
      details: { path },
      cause,
    });
  }
}

function invalidManifest(path: string, received: string, cause: unknown): NominalError {
  return new NominalError('BACKBONE_INVALID', {
    what: `${path} is not a backbone manifest`,
    expected: 'JSON with name, input, taps, license, source and sha256',
    received,
    remedy: 'Correct the manifest',
    details: { path },
    cause,
  });
}
