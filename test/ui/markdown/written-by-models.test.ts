import { expect } from '@open-wc/testing';
import { outline, outlineOf, render } from './support.js';

/*
 * What people and models write, and what a reader should see of it: `docs/markdown.md` says why. Each whole, in single
 * characters and in threes.
 */
function shows(markdown: string, html: string): void {
  for (const pieces of [[markdown], markdown.split(''), markdown.match(/[^]{1,3}/g) ?? []]) {
    expect(outline(render(pieces)), `${JSON.stringify(markdown)} in ${pieces.length}`).to.equal(outlineOf(html));
  }
}

const link = (address: string, text = address) => `<a href="${new URL(address).href}">${text}</a>`;

function all(name: string, cases: readonly (readonly [markdown: string, html: string])[]): void {
  describe(`markdown: ${name}`, () => {
    for (const [markdown, html] of cases) it(JSON.stringify(markdown), () => shows(markdown, html));
  });
}

all('bold next to Chinese, Japanese and Korean', [
  ['**営業時間のご案内。**平日は9時からです。', '<p><strong>営業時間のご案内。</strong>平日は9時からです。</p>'],
  ['退款请看**“账单”**页面。', '<p>退款请看<strong>“账单”</strong>页面。</p>'],
  ['**배송(택배)**은 이틀 걸립니다.', '<p><strong>배송(택배)</strong>은 이틀 걸립니다.</p>'],
  ['*注意：*请先登录。', '<p><em>注意：</em>请先登录。</p>'],
  ['価格は~~1,000円（税込）~~です。', '<p>価格は<del>1,000円（税込）</del>です。</p>'],
  ['詳細は**[こちら](https://a.example/)**をご覧ください。', `<p>詳細は<strong>${link('https://a.example/', 'こちら')}</strong>をご覧ください。</p>`],
  ['先に**`npm ci`**を実行', '<p>先に<strong><code>npm ci</code></strong>を実行</p>'],
  ['これは**「重要」**な話', '<p>これは<strong>「重要」</strong>な話</p>'],
  ['共**3**个', '<p>共<strong>3</strong>个</p>'],
]);

all('bold next to Thai, Lao, Khmer, Burmese and Tibetan, which have no blanks either', [
  ['โปรด**อ่าน (ก่อนซื้อ)**ให้ดี', '<p>โปรด<strong>อ่าน (ก่อนซื้อ)</strong>ให้ดี</p>'],
  ['กด**"ยืนยัน"**ได้เลย', '<p>กด<strong>"ยืนยัน"</strong>ได้เลย</p>'],
  ['ກົດ**"ຢືນຢັນ"**ໄດ້', '<p>ກົດ<strong>"ຢືນຢັນ"</strong>ໄດ້</p>'],
  ['**សម្គាល់៖**សូមអាន', '<p><strong>សម្គាល់៖</strong>សូមអាន</p>'],
  ['**မှတ်ချက်။**ဖတ်ပါ', '<p><strong>မှတ်ချက်။</strong>ဖတ်ပါ</p>'],
  ['**བོད་ཡིག་**ནི', '<p><strong>བོད་ཡིག་</strong>ནི</p>'],
  ['ราคา ~~100 บาท (เดิม)~~ลดแล้ว', '<p>ราคา <del>100 บาท (เดิม)</del>ลดแล้ว</p>'],
]);

all('links to addresses with blanks', [
  ['[Report](<https://a.example/My Report.pdf>)', `<p>${link('https://a.example/My%20Report.pdf', 'Report')}</p>`],
  ['[Mail](<mailto:a@b.example?subject=Hello there>)', `<p><a href="mailto:a@b.example?subject=Hello%20there">Mail</a></p>`],
  ['[no](<https://a b.example/>)', '<p>no</p>'],
]);

all('bare addresses in a sentence', [
  ['手順は https://www.example.com/setup。次へ', `<p>手順は ${link('https://www.example.com/setup')}。次へ</p>`],
  ...'。、，：！？；」』）】》”’…،؛؟।'.split('').map((mark) => [`見 https://a.example/b${mark}次`, `<p>見 ${link('https://a.example/b')}${mark}次</p>`] as const),
  ['（https://a.example/b）', `<p>（${link('https://a.example/b')}）</p>`],
  ['“https://a.example/b”', `<p>“${link('https://a.example/b')}”</p>`],
  ['https://a.example/setupをご覧ください', `<p>${link('https://a.example/setup')}をご覧ください</p>`],
  ['https://a.example/setup에서 확인', `<p>${link('https://a.example/setup')}에서 확인</p>`],
  ['https://a.example/をご覧', `<p>${link('https://a.example/')}をご覧</p>`],
  ['https://ja.wikipedia.org/wiki/東京', `<p>${link('https://ja.wikipedia.org/wiki/東京')}</p>`],
  ['https://ja.wikipedia.org/wiki/ジョン・レノン、', `<p>${link('https://ja.wikipedia.org/wiki/ジョン・レノン')}、</p>`],
  ['https://bücher.example/ä?q=ü#ö', `<p>${link('https://bücher.example/ä?q=ü#ö')}</p>`],
  ['https://例え.example/道', `<p>${link('https://例え.example/道')}</p>`],
  ['https://my_host.example:8443/a_b', `<p>${link('https://my_host.example:8443/a_b')}</p>`],
  ['https://a.example/b?c=1&amp;d=2 e', `<p>${link('https://a.example/b?c=1&d=2')} e</p>`],
  ['https://a.example/x_(y)_(z)) w', `<p>${link('https://a.example/x_(y)_(z)')}) w</p>`],
  ['**https://a.example/b**、次', `<p><strong>${link('https://a.example/b')}</strong>、次</p>`],
  ['"https://a.example/b"', `<p>"${link('https://a.example/b')}"</p>`],
  ['a@b.exampleへ', `<p>${link('mailto:a@b.example', 'a@b.example')}へ</p>`],
]);

all('signs that are no marks', [
  ['토요일 10~14시, 일요일 11~13시', '<p>토요일 10~14시, 일요일 11~13시</p>'],
  ['~5 of ~7, ~~8~~', '<p>~5 of ~7, <del>8</del></p>'],
  ['5*3*2 = 30, 2**8**2 and 3*x*y', '<p>5*3*2 = 30, 2**8**2 and 3*x*y</p>'],
  ['a **b** c **', '<p>a <strong>b</strong> c **</p>'],
  ['**cut off', '<p>**cut off</p>'],
  ['【1†source】 stays', '<p>【1†source】 stays</p>'],
  ['$5 to $10', '<p>$5 to $10</p>'],
]);

all('definitions', [
  ['[Total]: 42.00', '<p>[Total]: 42.00</p>'],
  ['a\n\n[Note]: see below', '<p>a</p><p>[Note]: see below</p>'],
  ['[a]: https://a.example/', `<p>[a]: ${link('https://a.example/')}</p>`],
  ['See [a].\n\n[a]: https://a.example/', `<p>See ${link('https://a.example/', 'a')}.</p>`],
  ['[a]: https://a.example/\n\nSee [a].', `<p>See ${link('https://a.example/', 'a')}.</p>`],
  ['x\n\n[b]: https://b.example/\n[c]: https://c.example/\n\n[b]', `<p>x</p><p>[c]: ${link('https://c.example/')}</p><p>${link('https://b.example/', 'b')}</p>`],
  ['Fee [1][2]\n\n[1]: https://a.example/\n[2]: https://b.example/', `<p>Fee ${link('https://a.example/', '1')}${link('https://b.example/', '2')}</p>`],
  ['Fee [1][2]\n\n[1]: https://a.example/', `<p>Fee ${link('https://a.example/', '1')}[2]</p>`],
  ['[terms][2]\n\n[2]: https://b.example/', `<p>${link('https://b.example/', 'terms')}</p>`],
]);

all('lines', [
  ['Rose Street 5<br>12345 Town<br />Land', '<p>Rose Street 5<br>12345 Town<br>Land</p>'],
  ['- a<br>\n  b', '<ul><li>a<br>b</li></ul>'],
  ['`<br>` and <b>x</b>', '<p><code>&lt;br&gt;</code> and &lt;b&gt;x&lt;/b&gt;</p>'],
  ['<!-- a -->', '<p>&lt;!-- a --&gt;</p>'],
  ['Some text.\n---\nMore', '<p>Some text.</p><hr><p>More</p>'],
  ['One line\nand another\n---', '<p>One line and another</p><hr>'],
  ['Title\n---', '<h2>Title</h2>'],
  ['##Title\n#5 is a number', '<h2>Title</h2><p>#5 is a number</p>'],
  ['**A line in bold**\n\ntext', '<p><strong>A line in bold</strong></p><p>text</p>'],
  ['> a\n>> b\n> c', '<blockquote><p>a</p><blockquote><p>b c</p></blockquote></blockquote>'],
]);

all('lists', [
  ['1. a\n  - b\n  - c\n2. d', '<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>'],
  ['1. a\n  - b\n    - c\n  - d', '<ol><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li></ol>'],
  ['1. a\n  1. b\n2. c', '<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>'],
  ['- a\n  ```js\n  b\n  ```\n- c', '<ul><li>a<pre><code class="language-js">b\n</code></pre></li><li>c</li></ul>'],
  ['1. a\n\n   ```\n   b\n   ```\n2. c', '<ol><li><p>a</p><pre><code>b\n</code></pre></li><li><p>c</p></li></ol>'],
  ['1️⃣ a\n2️⃣ b', '<p>1️⃣ a 2️⃣ b</p>'],
  ['- ✅ a\n- ❌ b', '<ul><li>✅ a</li><li>❌ b</li></ul>'],
  ['• a\n• b', '<p>• a • b</p>'],
]);

all('code and tables', [
  ['```js\nlet a', '<pre><code class="language-js">let a\n</code></pre>'],
  ['Prices:\na | b\n--|--\n1 | 2', '<p>Prices:</p><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>'],
]);

describe('markdown: numbers and lines', () => {
  it('a list keeps numbers that go up, and counts others', () => {
    const values = (text: string) => [...render(text).querySelectorAll('li')].map((item) => item.getAttribute('value'));
    expect(values('1. a\n3. b\n4. c\n7. d')).to.deep.equal([null, '3', null, '7']);
    expect(values('1. a\n1. b\n1. c')).to.deep.equal([null, null, null]);
    expect(values('5. a\n6. b')).to.deep.equal([null, null]);
  });

  it('a line break is in the text, for the style to show', () => {
    expect(render('Rose Street 5\n12345 Town').querySelector('p')!.textContent).to.equal('Rose Street 5\n12345 Town');
  });
});

describe('markdown: footnotes', () => {
  const text = 'A claim[^1] and one[^b].\n\n[^1]: Smith, *2020*.\n[^b]: See https://b.example/.\n';

  for (const pieces of [[text], text.split('')]) {
    it(`open where they are referred to, in ${pieces.length}`, async () => {
      const container = render(pieces);
      const marks = [...container.querySelectorAll<HTMLButtonElement>('button.note-mark')];
      expect(marks.map(({ textContent }) => textContent)).to.deep.equal(['1', 'b']);
      expect(marks.map(({ ariaLabel }) => ariaLabel)).to.deep.equal(['Footnote 1', 'Footnote b']);
      expect([...container.querySelectorAll<HTMLElement>('.note')].map(({ hidden }) => hidden)).to.deep.equal([true, true]);
      const { toggleNote } = await import('../../../src/ui/markdown/footnotes.js');
      document.body.append(container);
      toggleNote(marks[0]!, container);
      const open = container.querySelector<HTMLElement>('.note-open')!;
      expect(open.innerText.trim()).to.contain('Smith, 2020.');
      expect(marks[0]!.getAttribute('aria-expanded')).to.equal('true');
      toggleNote(marks[0]!, container);
      expect(container.querySelector('.note-open')).to.equal(null);
      expect(marks[0]!.getAttribute('aria-expanded')).to.equal('false');
      container.remove();
    });
  }

  it('that nothing refers to are shown, and marks without a text too', () => {
    const container = render('a[^2]\n\n[^1]: Smith');
    expect(container.querySelector('.note-mark')).to.equal(null);
    expect(container.querySelector<HTMLElement>('.note')!.hidden).to.equal(false);
    expect(container.textContent).to.equal('a[^2][^1]: Smith');
  });

  it('in code, a link or another word are text', () => {
    expect(render('`[^1]` [a[^1]](https://a.example/)\n\n[^1]: x').querySelector('.note-mark')).to.equal(null);
  });
});
