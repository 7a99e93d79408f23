import assert from 'node:assert/strict';
import { anything, constantFrom, dictionary, jsonValue, oneof, record, string, type Arbitrary } from 'fast-check';
import { readConfiguration } from '../../src/ui/configuration.js';
import { identityOf } from '../../src/ui/conversation-identity.js';
import { fuzz } from './fuzz.js';

/* Whatever a page sets: the settings are read, what cannot be used is reported and its default taken. */

Object.defineProperty(globalThis, 'document', { configurable: true, value: { baseURI: 'https://shop.example/cart/' } });

const text = oneof(constantFrom('', '7', ' 123 ', '-1', '1e3', '0x10', '999999999999999999', 'text voice', 'audio', 'local', 'none', 'DRAFT', 'de', 'en-x-i', '/token', 'https://api.example', 'javascript:1', '{}', '[]', '__proto__', 'constructor'), string({ unit: 'binary', maxLength: 12 }));
const value: Arbitrary<unknown> = oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: jsonValue({ maxDepth: 2 }) }, { weight: 1, arbitrary: constantFrom(undefined, null) });
const names = ['agentId', 'tokenEndpoint', 'apiBase', 'variables', 'versionState', 'versionNumber', 'modes', 'replyMode', 'layout', 'placement', 'theme', 'locale', 'persist', 'userKey', 'givenConversation', 'consent', 'assetsBase', 'disabledFeatures', 'suggestions', 'allowedOrigins', 'environmentVariables', 'renderers', 'strings', 'tokenProvider'] as const;
const settings = record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });

function check(given: object, variables: Readonly<Record<string, string>> = {}): void {
  const attributes = Object.entries(variables).map(([name, each]) => ({ name: `var-${name}`, value: each }));
  const { session, problems } = readConfiguration({ ...given, attributes } as never);
  assert.ok(problems.every((problem) => typeof problem === 'string'));
  if (!session) return assert.ok(problems.some((problem) => ['agent-id', 'token-endpoint', 'api-base'].includes(problem)), problems.join());
  assert.ok(Number.isSafeInteger(session.agentId) && session.agentId >= 0);
  assert.ok(session.apiBase === undefined || /^https?:\/\//.test(session.apiBase), session.apiBase);
  assert.ok(['local', 'session', 'none'].includes(session.persist!));
  assert.ok(session.replyMode === 'TEXT' || session.replyMode === 'AUDIO');
  assert.equal(Object.getPrototypeOf(session.variables), Object.prototype);
  assert.equal(typeof identityOf(session), 'string');
}

fuzz('attributes', record({ given: settings, variables: dictionary(string({ maxLength: 8 }), text) }), ({ given, variables }) => check(given, variables));
fuzz('attributes-right', record({ given: settings, variables: dictionary(string({ maxLength: 8 }), text) }), ({ given, variables }) => check({ ...given, agentId: '7', tokenEndpoint: '/token', apiBase: undefined, tokenProvider: undefined }, variables));
/** A framework sets whatever it has; what JSON cannot say is kept as its words. Each is tried in all settings. */
fuzz('attributes-anything', anything({ withDate: true, withMap: true, withBigInt: true, withNullPrototype: true }).map((each) => [each]), ([each]) => {
  for (const name of names) check({ agentId: '7', tokenEndpoint: '/token', [name]: each });
}, { share: 0.1 });
