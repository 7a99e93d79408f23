import { expect } from '@open-wc/testing';
import { stage } from '../support/stage.js';
import { until } from '../support/until.js';

describe('<autessa-agent debug>', () => {
  const lines: string[] = [];
  const { info } = console;
  beforeEach(() => {
    lines.length = 0;
    console.info = (line: string, ...details: unknown[]) => void lines.push([line, ...details.map((each) => JSON.stringify(each))].join(' '));
  });
  afterEach(() => (console.info = info));

  it('writes states, requests and frames of a real conversation, and no token', async () => {
    const all = await stage({ attributes: { debug: '' } });
    all.say('Hello');
    await all.answered();
    for (const pattern of [/→ POST http\S+\/token {/, /← 200 from \S+\/token after \d+ ms {"token":"…"/, /→ WebSocket ws\S+authorization=…/, /→ {.*"content":"Hello"/, /← after \d+ ms /, /state responding, voice off/, /message of the agent done/]) {
      expect(lines.filter((line) => pattern.test(line)), String(pattern)).not.to.have.length(0);
    }
    expect(lines.join('\n')).not.to.match(/eyJ/);
    all.element.debug = false;
    const before = lines.length;
    all.say('Again');
    await all.answered(2);
    expect(lines).to.have.length(before);
  });

  it('writes nothing where it is not set, and states from the moment when it is', async () => {
    const all = await stage();
    all.say('Hello');
    await all.answered();
    expect(lines).to.deep.equal([]);
    all.element.debug = true;
    await until(() => lines.some((line) => line.includes('the log begins')), 'the log');
    all.say('Again');
    await all.answered(2);
    expect(lines.some((line) => line.includes('state responding'))).to.equal(true);
  });
});
