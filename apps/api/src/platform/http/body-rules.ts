import { RouteConfig } from '@nestjs/platform-fastify';

/** Largest JSON body of a route that says nothing else, bytes. */
export const usualBodyBytes = 100 * 1024;
/** Largest JSON body of a route that takes thousands of rows or ids, bytes. */
export const bulkBodyBytes = 4 * 1024 * 1024;

/** What a route takes as its body, kept in Fastify's `config` of the route. */
export interface BodyRules {
  /** Largest JSON body, bytes. */
  bodyLimit?: number;
  /** Media types that reach the handler as an unread stream; `*` for any. */
  uploads?: readonly string[];
}

/** Declares what a route takes as its body, where that is not JSON of at most 100 kB. */
export const BodyRules = (rules: BodyRules): MethodDecorator => RouteConfig(rules);
