// The process that inspects. ONNX Runtime works on the calling thread, which must not be the server's.
import process from 'node:process';
import { plainError } from '../errors/index.ts';
import { whenParentEnds } from '../files/index.ts';
import { giveParentSigns } from '../watchdog/index.ts';
import type {
  InspectorInput,
  InspectorOptions,
  InspectorOutput,
  InspectRequest,
} from './messages.ts';
import { ModelCache } from './ModelCache.ts';

const options = JSON.parse(process.argv[2]) as InspectorOptions;
// A host that has just ended receives nothing; its end is handled below.
const send = (message: InspectorOutput) => process.send?.(message, undefined, {}, () => undefined);

const models = new ModelCache(options, {
  judged: (id, judgement) => send({ type: 'judged', id, judgement }),
  failed: (id, error) => send({ type: 'failed', id, error: plainError(error) }),
  models: (modelIds) => send({ type: 'models', modelIds }),
});

function inspect(request: InspectRequest): void {
  models
    .inspect(request)
    .catch((error: unknown) => send({ type: 'failed', id: request.id, error: plainError(error) }));
}

process.on('message', (message: InspectorInput) => {
  if (message.type === 'inspect') inspect(message);
  else
    models.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
});
// The station ends this process, even if a terminal sends Ctrl-C to all its processes.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// Without a host there is nothing to inspect.
whenParentEnds(() => process.exit(0));
giveParentSigns();
send({ type: 'ready' });
