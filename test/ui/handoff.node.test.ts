import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FailedReplies, handoffAddress } from '../../src/ui/extensions/handoff/handoff-rules.js';

const at = (text: string) => handoffAddress(text, 'https://shop.example/cart/');

describe('Where it is handed over to', () => {
  test('web, mail and telephone addresses, as people write them, and pages of the site', () => {
    const right = {
      'https://help.example/chat?from=agent': 'https://help.example/chat?from=agent',
      '/contact': 'https://shop.example/contact',
      './contact': 'https://shop.example/cart/contact',
      'help@shop.example': 'mailto:help@shop.example',
      'mailto:help@shop.example?subject=Help': 'mailto:help@shop.example?subject=Help',
      '+44 20 7946 0018': 'tel:+442079460018',
      '(555) 234-5678': 'tel:5552345678',
      'tel:112': 'tel:112',
      '': '',
      '  ': '',
    };
    assert.deepEqual(Object.keys(right).map(at), Object.values(right));
  });

  test('nothing that is none, or is not safe', () => {
    for (const wrong of ['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', 'blob:https://shop.example/1', '//user:word@shop.example', 'https://user@bank.example', 'ftp://shop.example', 'help', '@', 'a@b@c', 'http:/shop', 'x'.repeat(2_000)]) {
      assert.equal(at(wrong), undefined, wrong);
    }
  });
});

describe('Replies that fail', () => {
  const agent = (status: 'done' | 'failed' | 'stopped' | 'streaming', text = '') => ({ role: 'agent', status, text }) as const;

  test('count where two come in a row, also those that say nothing', () => {
    const failed = new FailedReplies();
    const all = [agent('failed'), agent('done', 'Hello'), agent('failed'), { role: 'user', status: 'sent', text: 'Hello?' } as const, agent('done', ' '), agent('failed'), agent('stopped'), agent('failed'), agent('failed')];
    assert.deepEqual(all.map((each) => failed.take(each)), [undefined, 'withdraw', undefined, undefined, 'offer', undefined, 'withdraw', undefined, 'offer']);
  });

  test('are forgiven with the next good one, and one that is being said is neither', () => {
    const failed = new FailedReplies();
    const all = [agent('failed'), agent('failed'), agent('streaming'), agent('done', 'Hello'), agent('failed'), agent('streaming', 'He'), agent('failed')];
    assert.deepEqual(all.map((each) => failed.take(each)), [undefined, 'offer', undefined, 'withdraw', undefined, undefined, 'offer']);
  });
});
