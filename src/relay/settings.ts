import type { RelayOptions } from './options.js';
import { problemWithOrigin } from './origins.js';

/** How the relay's command is configured. */
export interface Settings {
  readonly relay: RelayOptions;
  readonly port: number;
  /** The address to listen on. */
  readonly host: string;
}

/** Every variable that is missing or wrong, one a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the environment: `AUTESSA_API_KEY`, `RELAY_SECRET`, `RELAY_ORIGINS` and `RELAY_AGENTS` are required;
 * `AUTESSA_API_BASE`, `RELAY_TOKEN_TTL` (seconds), `RELAY_ALLOW_ENVIRONMENT_VARIABLES`, `RELAY_PUBLIC_URL`, `PORT`
 * and `HOST` are not.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const must = (name: string, hint: string) => {
    const value = env[name]?.trim() ?? '';
    if (value === '') problems.push(`${name} is missing: ${hint}`);
    return value;
  };
  const integer = (name: string, fallback: number, least: number, most: number) => {
    const text = env[name]?.trim() || String(fallback);
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    problems.push(`${name} must be a whole number from ${least} to ${most}`);
    return fallback;
  };
  const address = (name: string) => {
    const value = env[name]?.trim() ?? '';
    if (value !== '' && !/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')) {
      problems.push(`${name} must be an address that starts with https:// or http://`);
    }
    return value.replace(/\/+$/, '');
  };

  const apiKey = must('AUTESSA_API_KEY', 'the key of the Agent API');
  const secret = must('RELAY_SECRET', 'at least 32 random characters, the same for every copy of the relay');
  if (secret !== '' && secret.length < 32) problems.push('RELAY_SECRET must have at least 32 characters');
  const origins = listOf(must('RELAY_ORIGINS', 'the pages that may use the relay, as https://example.com,…'));
  const anyOrigin = origins.length === 1 && origins[0] === '*';
  if (!anyOrigin) problems.push(...origins.flatMap((origin) => named('RELAY_ORIGINS', problemWithOrigin(origin))));
  const agents = listOf(must('RELAY_AGENTS', "the agents' ids, as 123,456, or * for all"));
  const anyAgent = agents.length === 1 && agents[0] === '*';
  const agentsWrong = !anyAgent && !agents.every((id) => /^\d+$/.test(id));
  if (agentsWrong) problems.push('RELAY_AGENTS must be whole numbers, or * alone');
  const apiBase = address('AUTESSA_API_BASE');
  const publicUrl = address('RELAY_PUBLIC_URL');
  const port = integer('PORT', 8787, 0, 65_535);
  const tokenLifetime = integer('RELAY_TOKEN_TTL', 300, 10, 86_400);
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));

  return {
    port,
    host: env['HOST']?.trim() || '0.0.0.0',
    relay: {
      apiKey,
      secret,
      origins: anyOrigin ? '*' : origins,
      agents: anyAgent ? '*' : agents.map(Number),
      tokenLifetime,
      allowEnvironmentVariables: env['RELAY_ALLOW_ENVIRONMENT_VARIABLES'] === 'true',
      ...(apiBase !== '' && { apiBase }),
      ...(publicUrl !== '' && { publicUrl }),
    },
  };
}

function listOf(text: string): readonly string[] {
  return text.split(',').flatMap((entry) => entry.trim() || []);
}

function named(name: string, problem: string | undefined): readonly string[] {
  return problem === undefined ? [] : [`${name}: ${problem}`];
}
