import { destination, pino } from 'pino';

/** Where the relay says what happens. pino's loggers and `console`-like objects of a site's own fit. */
export interface RelayLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const logLevels = ['info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const noLog: RelayLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * One line of JSON for each entry, on standard output.
 *
 * No entry is given a key, a token, a variable or a message to begin with. What `redact` names is for the entry that
 * somebody adds without a thought.
 */
export function jsonLog(level: LogLevel): RelayLog {
  const secret = ['authorization', 'token', 'apiKey', 'secret', 'cookie', 'variables', 'promptTemplateVariables', 'environmentVariables', 'input', 'body', 'url'];
  const redact = { paths: secret.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' };
  return pino({ level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"`, redact }, destination({ dest: 1, sync: true }));
}
