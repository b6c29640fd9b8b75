import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { version } from 'nominal-vision/internal/version';
import { inspectBodySchema } from '../receive/receiveImages.ts';

const binary = { type: 'string', format: 'binary' };

/** Bodies that a route reads piece by piece, by media type; no schema checks them before. */
const bodies: Readonly<Record<string, object>> = {
  'multipart/form-data': {
    type: 'object',
    description: 'Every file of the form is an image; the names of its fields do not matter',
    properties: { image: { type: 'array', items: binary } },
  },
  'application/json': z.toJSONSchema(inspectBodySchema, { io: 'input', target: 'draft-2020-12' }),
  'application/octet-stream': binary,
};

/** How the OpenAPI document is made from the routes. */
export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'nominal station',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The station that answers with this document' }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
  },
  transform: (route) => {
    const { schema, url } = jsonSchemaTransform(route);
    const { method } = route.route;
    const name = Array.isArray(method) ? method[0] : method;
    const described: FastifySchema = { operationId: operationId(name, url), ...schema };
    const media = route.schema.consumes;
    if (media === undefined || route.schema.body !== undefined) return { schema: described, url };
    const content = Object.fromEntries(media.map((type) => [type, { schema: bodies[type] }]));
    return { schema: { ...described, body: { required: true, content } }, url };
  },
};

/** "GET /api/v1/products/:product/images" → getProductsByProductImages. */
function operationId(method: string, url: string): string {
  const words = url
    .split('/')
    .slice(3)
    .map((segment) => (segment.startsWith(':') ? `by-${segment.slice(1)}` : segment))
    .flatMap((segment) => segment.split(/[^A-Za-z0-9]+/));
  const capitalized = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return `${method.toLowerCase()}${capitalized.join('')}`;
}
