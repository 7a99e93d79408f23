/** Every setting of the command, in the order of need; README says more of each. */
const settings: ReadonlyArray<readonly [name: string, text: string, fallback?: string]> = [
  ['AUTESSA_API_KEY', 'the key of the Agent API', 'required'],
  ['RELAY_SECRET', 'signs tokens: 32 random characters or more, the same for all copies', 'required'],
  ['RELAY_ORIGINS', 'pages that may use it: https://www.example.com,… or *', 'required'],
  ['RELAY_AGENTS', 'agents that may be used: 123,456 or *', 'required'],
  ['AUTESSA_API_BASE', 'where the Agent API is', 'https://api.autessa.com'],
  ['HOST', 'the address to listen on', '0.0.0.0'],
  ['PORT', 'the port to listen on', '8787'],
  ['RELAY_PUBLIC_URL', 'its own address as browsers see it'],
  ['RELAY_PROXIES', 'how many proxies of your own stand in front', '0'],
  ['RELAY_TOKEN_ENDPOINT', 'on or off: whether POST /token hands out tokens', 'on'],
  ['RELAY_TOKEN_TTL', 'how long a token lives, in seconds', '300'],
  ['RELAY_OTHER_SECRET', 'accepted too, signs nothing'],
  ['RELAY_VERSION', "the agents' version: PUBLISHED, DRAFT, ARCHIVED, a number, or both as DRAFT/7"],
  ['RELAY_ALLOW_VERSION', 'whether a browser may ask for a version', 'false'],
  ['RELAY_ALLOW_ENVIRONMENT_VARIABLES', "whether a browser's environment variables are passed on", 'false'],
  ['RELAY_BIND_CONVERSATIONS', "whether conversations and files are their visitor's alone", 'true'],
  ['RELAY_LIMIT_VISITOR', 'requests, handshakes and messages of a visitor, a minute and a day; 0 is any number', '60/2000'],
  ['RELAY_LIMIT_ADDRESS', 'the same of an address', '600/20000'],
  ['RELAY_LIMIT_NEWCOMERS', 'anonymous visitors nobody has seen before, of an address', '60/2000'],
  ['RELAY_LIMIT_AGENT', 'requests, handshakes and messages to an agent', '6000/0'],
  ['RELAY_SOCKETS_PER_VISITOR', 'open sockets of a visitor', '20'],
  ['RELAY_SOCKETS_PER_ADDRESS', 'open sockets of an address', '200'],
  ['RELAY_BODY_LIMIT', 'largest body and message, in bytes', '524288'],
  ['RELAY_TEXT_LIMIT', 'how much of it may be anything but audio, in bytes', '65536'],
  ['RELAY_BUFFER_LIMIT', 'how much is held of what is not whole, or not read, yet, in bytes', '268435456'],
  ['REDIS_URL', 'where limits are counted for all copies together'],
  ['RELAY_WITHOUT_REDIS', 'while Redis is away: memory, allow or refuse', 'memory'],
  ['RELAY_IDLE', 'a socket without a message for so long is closed, in seconds', '300'],
  ['RELAY_GRACE', 'how long a socket may outlive its token, in seconds', '60'],
  ['RELAY_DRAIN', 'how long visitors have to go at SIGTERM, in seconds', '20'],
  ['RELAY_METRICS_TOKEN', 'lets /metrics be read with it, and only with it'],
  ['RELAY_LOG_LEVEL', 'info, warn, error or silent', 'info'],
];

const longest = Math.max(...settings.map(([name]) => name.length));

export const help = `The relay between pages with <autessa-agent> and the Agent API.

Usage: autessa-agent-relay [--help | --version]

It is set up by environment variables:

${settings.map(([name, text, fallback]) => `  ${name.padEnd(longest)}  ${text}${fallback === undefined ? '' : ` (${fallback})`}`).join('\n')}
`;
