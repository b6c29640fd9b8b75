import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { kindsFor } from '../endpoints/consoleKinds.ts';
import type { Changer, Closable, Endpoint, EndpointConfig } from '../endpoints/Endpoints.ts';
import { shownConfig } from '../endpoints/secrets.ts';
import type { OpenSink } from '../sinks/Sinks.ts';
import type { SinkConfig } from '../sinks/kinds/index.ts';
import { decisionSources, type Source, type SourceConfig } from '../sources/kinds/index.ts';
import type { Station } from '../Station.ts';
import type { InspectionRecord, Scope } from '../store/index.ts';
import type { sinkViewSchema, sourceSchema } from './schemas.ts';

/** Who changes a source or a sink. */
export function changerOf({ actor, tokenId }: FastifyRequest, { config }: Station): Changer {
  return { actor, mayAdd: kindsFor(config.consoleMayAdd, tokenId !== null) };
}

/** A source as it is shown; what it is configured with is shown to administrators. */
export async function sourceView(
  endpoint: Endpoint<SourceConfig, Source>,
  { store }: Pick<Station, 'store'>,
  scope: Scope | null,
): Promise<z.output<typeof sourceSchema>> {
  const { config, opened } = endpoint;
  const latest = await Promise.all(
    decisionSources(config).map((source) => store.inspections.list({ source }, 1)),
  );
  const last = latest.flat().sort((a, b) => b.id - a.id)[0] as InspectionRecord | undefined;
  return {
    ...common(endpoint, scope),
    product: config.product,
    state: opened?.state() ?? null,
    last:
      last === undefined
        ? null
        : { inspection: last.id, sha256: last.sha256, name: last.name, at: last.createdAt },
  };
}

/** A sink as it is shown to administrators. */
export async function sinkView(
  endpoint: Endpoint<SinkConfig, OpenSink>,
  { store }: Pick<Station, 'store'>,
): Promise<z.output<typeof sinkViewSchema>> {
  const { config, opened } = endpoint;
  const state = opened?.state() ?? { delivered: 0, lastDelivered: null, lastError: null };
  const shown = common(endpoint, 'admin');
  const message = opened?.problem() ?? null;
  // One that cannot be opened has no connection.
  const problem = message === null ? shown.problem : { code: 'CONNECTION_FAILED', message };
  return { ...shown, problem, ...(await store.outbox.counts(config.name)), ...state };
}

function common(
  { config, origin, problem }: Endpoint<EndpointConfig, Closable>,
  scope: Scope | null,
) {
  const { name, kind } = config;
  const shown = shownConfig(config);
  return {
    ...{ name, kind, origin },
    // It may name a folder or an address.
    problem:
      problem === null ? null : scope === 'admin' ? problem : { code: problem.code, message: '' },
    ...(scope === 'admin' ? shown : { config: null, secrets: [] }),
  };
}
