import type { CustomVersion, VersionState } from '../protocol/content.js';
import { EnvironmentReader, type Environment } from './environment.js';
import { logLevels, type LogLevel } from './log.js';
import { defaultSizes, defaultSockets, defaultTimeouts, type RelayOptions } from './options.js';
import { problemWithOrigin } from './origins.js';
import { defaultLimits, type Allowance, type LimitedBy } from './rate-limits.js';
import { shortestSecret } from './secrets.js';
import { longestLifetime } from './tokens.js';

/** How the relay's command is configured. */
export interface Settings {
  readonly relay: RelayOptions;
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
  readonly logLevel: LogLevel;
  /** How long visitors have to go when the relay is told to stop, in seconds. */
  readonly drain: number;
  /** Variables that look like settings and are none. */
  readonly unknown: readonly string[];
}

/** Every variable that is missing or wrong, one a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the environment; every variable is in README. `AUTESSA_API_KEY`, `RELAY_SECRET`, `RELAY_ORIGINS` and
 * `RELAY_AGENTS` are required.
 *
 * @throws {SettingsError} with all that is wrong
 */
export function readSettings(env: Environment): Settings {
  const read = new EnvironmentReader(env);
  const apiBase = read.address('AUTESSA_API_BASE', ['https', 'http']);
  const publicUrl = read.address('RELAY_PUBLIC_URL', ['https', 'http']);
  const redisUrl = read.address('REDIS_URL', ['redis', 'rediss']);
  const metricsToken = read.optional('RELAY_METRICS_TOKEN');
  const tokenEndpoint = read.optional('RELAY_TOKEN_ENDPOINT') && read.oneOf('RELAY_TOKEN_ENDPOINT', ['on', 'off'], 'on');
  const version = readVersion(read);
  const settings: Omit<Settings, 'unknown'> = {
    port: read.integer('PORT', 8787, 0, 65_535),
    host: read.text('HOST') || '0.0.0.0',
    logLevel: read.oneOf('RELAY_LOG_LEVEL', logLevels, 'info'),
    drain: read.integer('RELAY_DRAIN', 20, 0, 3_600),
    relay: {
      apiKey: read.required('AUTESSA_API_KEY', 'the key of the Agent API'),
      secret: readSecrets(read),
      origins: readOrigins(read),
      agents: readAgents(read),
      tokenLifetime: read.integer('RELAY_TOKEN_TTL', 300, 10, longestLifetime),
      allowEnvironmentVariables: read.flag('RELAY_ALLOW_ENVIRONMENT_VARIABLES', false),
      bindConversations: read.flag('RELAY_BIND_CONVERSATIONS', true),
      proxies: read.integer('RELAY_PROXIES', 0, 0, 10),
      allowVersion: read.flag('RELAY_ALLOW_VERSION', false),
      bodyLimit: read.integer('RELAY_BODY_LIMIT', defaultSizes.bodyLimit, 1024, 64 * 1024 ** 2),
      textLimit: read.integer('RELAY_TEXT_LIMIT', defaultSizes.textLimit, 1024, 64 * 1024 ** 2),
      bufferLimit: read.integer('RELAY_BUFFER_LIMIT', defaultSizes.bufferLimit, 1024 ** 2, 1024 ** 4),
      socketsPerVisitor: read.integer('RELAY_SOCKETS_PER_VISITOR', defaultSockets.socketsPerVisitor, 1, 100_000),
      socketsPerAddress: read.integer('RELAY_SOCKETS_PER_ADDRESS', defaultSockets.socketsPerAddress, 1, 1_000_000),
      limits: {
        visitor: readAllowance(read, 'visitor'),
        address: readAllowance(read, 'address'),
        newcomers: readAllowance(read, 'newcomers'),
        agent: readAllowance(read, 'agent'),
      },
      timeouts: {
        idle: read.integer('RELAY_IDLE', defaultTimeouts.idle, 1, 86_400),
        grace: read.integer('RELAY_GRACE', defaultTimeouts.grace, 0, 86_400),
      },
      withoutRedis: read.oneOf('RELAY_WITHOUT_REDIS', ['memory', 'allow', 'refuse'], 'memory'),
      ...(apiBase !== undefined && { apiBase }),
      ...(publicUrl !== undefined && { publicUrl }),
      ...(redisUrl !== undefined && { redisUrl }),
      ...(metricsToken !== undefined && { metricsToken }),
      ...(tokenEndpoint !== undefined && { tokenEndpoint: tokenEndpoint === 'on' }),
      ...(version && { version }),
    },
  };
  if (read.problems.length > 0) throw new SettingsError(read.problems.join('\n'));
  return { ...settings, unknown: read.unknown(/^(RELAY|AUTESSA)_/) };
}

function readSecrets(read: EnvironmentReader): readonly string[] {
  const secret = read.required('RELAY_SECRET', `at least ${shortestSecret} random characters, the same for every copy of the relay`);
  const other = read.optional('RELAY_OTHER_SECRET');
  for (const [name, value] of [['RELAY_SECRET', secret || undefined], ['RELAY_OTHER_SECRET', other]] as const) {
    if (value !== undefined && value.length < shortestSecret) read.problems.push(`${name} must have at least ${shortestSecret} characters`);
  }
  return other === undefined ? [secret] : [secret, other];
}

function readOrigins(read: EnvironmentReader): RelayOptions['origins'] {
  const origins = read.list('RELAY_ORIGINS', 'the pages that may use the relay, as https://example.com,…');
  if (origins.length === 1 && origins[0] === '*') return '*';
  for (const problem of origins.map(problemWithOrigin)) if (problem !== undefined) read.problems.push(`RELAY_ORIGINS: ${problem}`);
  return origins;
}

/** As `PUBLISHED`, `DRAFT/7` or `7`. */
function readVersion(read: EnvironmentReader): CustomVersion | undefined {
  const text = read.optional('RELAY_VERSION');
  if (text === undefined) return undefined;
  const [, state, number] = /^(?:(PUBLISHED|DRAFT|ARCHIVED)(?:\/(?=\d)|$))?(\d{1,9})?$/.exec(text) ?? [];
  if (state === undefined && number === undefined) read.problems.push('RELAY_VERSION must be PUBLISHED, DRAFT or ARCHIVED, a number, or both as DRAFT/7');
  return { ...(state !== undefined && { versionState: state as VersionState }), ...(number !== undefined && { versionNumber: Number(number) }) };
}

function readAgents(read: EnvironmentReader): RelayOptions['agents'] {
  const agents = read.list('RELAY_AGENTS', "the agents' ids, as 123,456, or * for all");
  if (agents.length === 1 && agents[0] === '*') return '*';
  if (!agents.every((id) => /^\d+$/.test(id))) read.problems.push('RELAY_AGENTS must be whole numbers, or * alone');
  return agents.map(Number);
}

/** As `60/2000`: a minute, a day. */
function readAllowance(read: EnvironmentReader, by: LimitedBy): Allowance {
  const name = `RELAY_LIMIT_${by.toUpperCase()}`;
  const { minute, day } = defaultLimits[by];
  const parts = /^(\d{1,9})\/(\d{1,9})$/.exec(read.text(name) || `${minute}/${day}`);
  if (!parts) read.problems.push(`${name} must be two whole numbers, for a minute and a day, as ${minute}/${day}; 0 is any number`);
  return { minute: Number(parts?.[1]), day: Number(parts?.[2]) };
}
