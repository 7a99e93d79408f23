import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { cut, labelOf, valuesIn, valuesOf } from '../../src/ui/extensions/page-context/context-values.js';
import { maskText } from '../../src/ui/extensions/mask/masking.js';
import { PageFunction } from '../../src/ui/extensions/page-context/page-function.js';

const page = { url: () => 'https://example.com/a?b=c', title: () => ' A page ', selection: () => '' };

describe('what of the page goes along', () => {
  test('what the attribute names, each once and as far as there is something', () => {
    const expected = [{ name: 'pageTitle', text: 'A page' }, { name: 'pageUrl', text: 'https://example.com/a?b=c' }];
    assert.deepEqual(valuesOf(['title', 'url', 'title', 'selection', 'toString', 'cookie'], page), expected);
  });

  test('what a function returned, as text or JSON; what is neither is left out', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const returned = { cart: [1, 2], count: 0, isNew: false, none: null, empty: ' ', act: () => 1, mark: Symbol('a'), cyclic, gone: { toJSON: () => undefined }, ['n'.repeat(101)]: 'x', '': 'x' };
    assert.deepEqual(valuesIn(returned), [{ name: 'cart', text: '[1,2]' }, { name: 'count', text: '0' }, { name: 'isNew', text: 'false' }]);
    for (const wrong of [null, 'text', 5, ['a']]) assert.equal(valuesIn(wrong), undefined);
  });

  test('is bounded: each value, all of them, and how many there are', () => {
    const long = valuesOf(['selection', 'url'], { ...page, selection: () => 'a'.repeat(5_000) });
    assert.deepEqual([long[0]!.text.length, long[0]!.text.at(-1), long.length], [2_000, '…', 2]);
    assert.equal(cut(`${'a'.repeat(1_998)}🙂${'b'.repeat(9)}`), `${'a'.repeat(1_998)}…`, 'no half of a character is left');
    assert.equal(valuesIn(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`v${at}`, 'a'.repeat(2_000)])))!.length, 3);
    assert.equal(valuesIn(Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`v${at}`, 1])))!.length, 20);
  });

  test('of 100 kB is the beginning of it, whether it was selected, returned as it is, in many values or within one', () => {
    const text = '🙂 wordy '.repeat(10_000);
    const length = (values: ReturnType<typeof valuesIn> = []): number => values.reduce((sum, value) => sum + value.text.length, 0);
    const all = [
      valuesOf(['selection', 'title'], { ...page, selection: () => text }),
      valuesIn({ article: text }),
      valuesIn(Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`part${at}`, text.slice(at * 900, (at + 1) * 900)]))),
      valuesIn({ nested: { list: text.split(' ') } }),
      valuesIn({ ['name'.repeat(25_000)]: text }),
    ];
    assert.deepEqual(all.map((values) => [values?.length, length(values) <= 6_000]), [[2, true], [1, true], [6, true], [1, true], [0, true]]);
    assert.ok(all.flatMap((values) => (values ?? []).map(labelOf)).every((label) => label.length <= 130));
  });

  const mask = (text: string): string => maskText(text, ['card', 'email', 'phone'], { card: '[c]', email: '[e]', phone: '[p]' }).text;

  test('is masked before it is cut: what is left of a number is none that anybody recognizes', () => {
    const before = 'a '.repeat(993);
    for (const secret of ['4111 1111 1111 1111', 'ada.lovelace@example.com', '+49 170 1234567']) {
      const [{ text } = { text: '' }] = valuesIn({ note: `${before}${secret} ${'b '.repeat(99)}` }, mask)!;
      assert.match(text, /^(?:a )+\[[cep]\] b [b ]*…$/, secret);
      assert.equal(text.length, 2_000);
    }
  });

  test('is masked where it is encoded as in an address, and only that part of it is decoded', () => {
    const masked = (url: string): string | undefined => valuesOf(['url'], { ...page, url: () => url }, mask)[0]?.text;
    const cases = [
      ['https://shop.example/order?email=john.doe%40example.com&x=1%202', 'https://shop.example/order?email=[e]&x=1%202'],
      ['https://shop.example/?email=john%2Btag%40example.com#top', 'https://shop.example/?email=[e]#top'],
      ['https://shop.example/?email=ada@example.com&x=1', 'https://shop.example/?email=[e]&x=1'],
      ['https://shop.example/?tel=%2B49%20170%201234567', 'https://shop.example/?tel=[p]'],
      ['https://shop.example/?tel=+49+170+1234567', 'https://shop.example/?tel=[p]'],
      ['https://shop.example/?card=4111%201111%201111%201111', 'https://shop.example/?card=[c]'],
      ['https://shop.example/?card=4111+1111+1111+1111', 'https://shop.example/?card=[c]'],
      ['https://shop.example/of/ada%40example.com/orders#ada%40example.com', 'https://shop.example/of/[e]/orders#[e]'],
      ['https://shop.example/?next=https%3A%2F%2Fa.example%2F%3Fe%3Dada%2540example.com', 'https://shop.example/?next=https://a.example/?e=[e]'],
      ['https://shop.example/?q=100%&email=ada%40example.com', 'https://shop.example/?q=100%&email=[e]'],
      ['https://shop.example/a%20b?c+d=%E2%82%AC', 'https://shop.example/a%20b?c+d=%E2%82%AC'],
    ] as const;
    assert.deepEqual(cases.map(([url]) => masked(url)), cases.map(([, expected]) => expected));
    assert.equal(valuesIn({ link: { href: 'https://a.example/?e=ada%40example.com' } }, mask)![0]!.text, '{"href":"https://a.example/?e=[e]"}');
  });

  test('is named in one short line', () => {
    const labels = [
      { name: 'pageUrl', text: 'https://example.com/' },
      { name: 'pageSelection', text: 'two\n  lines' },
      { name: 'product', text: 'x'.repeat(500) },
    ].map(labelOf);
    assert.deepEqual(labels, ['example.com/', 'two lines', `product: ${'x'.repeat(119)}…`]);
  });
});

describe('a function that says what goes along', () => {
  function made(act: () => unknown) {
    const warn = mock.method(console, 'warn', () => undefined);
    const stop = new AbortController();
    let changes = 0;
    const made = new PageFunction(act, () => (changes += 1), stop.signal);
    const told = (): string[] => warn.mock.calls.map(({ arguments: [text] }) => String(text));
    return { made, stop, told, changes: () => changes, [Symbol.dispose]: () => warn.mock.restore() };
  }
  const wrong: readonly (readonly [what: string, act: () => unknown, told: string])[] = [
    ['throws', () => { throw new Error('x'); }, '<autessa-agent> context() failed, and nothing of it is sent:'],
    ['rejects', () => Promise.reject(new Error('x')), '<autessa-agent> context() failed, and nothing of it is sent:'],
    ['returns a text', () => 'text', '<autessa-agent> context() should return an object, or a promise of one; it returned'],
    ['promises a list', () => Promise.resolve([1]), '<autessa-agent> context() should return an object, or a promise of one; it returned'],
    ['returns what throws when it is read', () => ({ get a() { throw new Error('x'); } }), '<autessa-agent> context() failed, and nothing of it is sent:'],
    ['promises what throws when it is read', () => Promise.resolve({ get a() { throw new Error('x'); } }), '<autessa-agent> context() failed, and nothing of it is sent:'],
  ];
  for (const [what, act, message] of wrong) {
    test(`is told once where it ${what}, and nothing of it is sent`, async () => {
      using all = made(act);
      for (let count = 0; count < 2; count += 1) {
        all.made.call();
        await new Promise(setImmediate);
      }
      assert.deepEqual([all.told(), all.made.texts], [[message], {}]);
    });
  }

  test('may have nothing to say', async () => {
    using all = made(() => undefined);
    all.made.call();
    assert.deepEqual([all.told(), all.made.texts], [[], {}]);
  });

  test('what it promises is there when it comes; an earlier promise counts no more', async () => {
    const resolves: ((value: object) => void)[] = [];
    using all = made(() => new Promise((resolve) => resolves.push(resolve)));
    all.made.call();
    all.made.call();
    resolves[1]!({ b: 2 });
    await new Promise(setImmediate);
    resolves[0]!({ a: 1 });
    await new Promise(setImmediate);
    assert.deepEqual([all.made.texts, all.changes()], [{ b: '2' }, 1]);
  });

  test('may promise by what is no promise of this page: a frame’s, a library’s', async () => {
    for (const then of [(resolve: (value: object) => void) => resolve({ a: 1 }), (_resolve: unknown, reject: (error: Error) => void) => reject(new Error('x'))]) {
      // oxlint-disable-next-line unicorn/no-thenable
      using all = made(() => ({ then }));
      all.made.call();
      await new Promise(setImmediate);
      const isKept = then.length === 1;
      assert.deepEqual([all.made.texts, all.told().length], [isKept ? { a: '1' } : {}, isKept ? 0 : 1]);
    }
  });

  test('that takes the place of another leaves what that one returned until it has returned itself, and is told of once', async () => {
    const resolves: ((value: object) => void)[] = [];
    const act = () => new Promise((resolve) => resolves.push(resolve));
    using all = made(act);
    all.made.call();
    resolves[0]!({ a: 1 });
    await new Promise(setImmediate);
    for (const next of [() => act(), () => act()]) {
      all.made.act = next;
      all.made.call();
      assert.deepEqual(all.made.texts, { a: '1' });
    }
    // A page that draws more often than a promise takes is not left without.
    resolves[1]!({ a: 2 });
    await new Promise(setImmediate);
    assert.deepEqual(all.made.texts, { a: '2' });
    for (const wrong of ['one', 'two']) {
      all.made.act = () => wrong;
      all.made.call();
    }
    assert.deepEqual([all.told().length, all.made.texts], [1, {}]);
  });

  test('one that never settles is told after five seconds, and not where it is wanted no more', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      for (const isStopped of [false, true]) {
        using all = made(() => new Promise(() => undefined));
        all.made.call();
        if (isStopped) all.stop.abort();
        mock.timers.tick(4_999);
        assert.equal(all.told().length, 0);
        mock.timers.tick(1);
        assert.deepEqual(all.told(), isStopped ? [] : ['<autessa-agent> context() has not settled within 5 s; messages go without what it promises']);
      }
    } finally {
      mock.timers.reset();
    }
  });
});
