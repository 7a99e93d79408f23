import { isJsonObject, parseJson } from '../../src/base/json.js';
import type { Clock } from '../../src/base/clock.js';
import type { Agent } from './agent.js';
import { underFaults, type HttpContext } from './disturbed-http.js';

/** Issues a token; `seconds` is how long it shall be good, if not as long as ever. */
export type IssueToken = (seconds?: number) => Response | Promise<Response>;

/** A token endpoint under an agent's faults: those of HTTP where they name `token`, and those of tokens. */
export function answerToken(c: HttpContext, agent: Agent, clock: Clock, issue: IssueToken): Promise<Response> {
  const { faults } = agent;
  return underFaults(c, agent, 'token', clock, async () => {
    const short = faults.take('token-short');
    const answer = await issue(short && (short.seconds ?? 5));
    if (faults.take('token-forged')) return changed(answer, (fields) => ({ ...fields, token: 'not.a.token' }));
    if (faults.take('token-expired')) {
      return changed(answer, (fields) => ({ ...fields, expiresAt: new Date(clock.now() - 1000).toISOString() }));
    }
    const skew = faults.take('token-skew');
    return skew ? skewed(answer, skew.ms ?? 3_600_000, clock) : answer;
  });
}

type Fields = Readonly<Record<string, unknown>>;

async function changed(answer: Response, change: (fields: Fields) => Fields): Promise<Response> {
  const { status, headers } = answer;
  const fields = parseJson(await answer.text());
  return Response.json(change(isJsonObject(fields) ? fields : {}), { status, headers });
}

/** As a server answers whose clock is off. */
async function skewed(answer: Response, ms: number, clock: Clock): Promise<Response> {
  const result = await changed(answer, (fields) => {
    const expiresAt = Date.parse(String(fields['expiresAt']));
    return { ...fields, expiresAt: new Date(expiresAt + ms).toISOString() };
  });
  result.headers.set('Date', new Date(clock.now() + ms).toUTCString());
  return result;
}
