import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { kinds, maskText, type MaskKind } from '../../src/ui/extensions/mask/masking.js';

const marks = { card: '[card]', email: '[email]', phone: '[phone]' };
const masked = (text: string, wanted: readonly MaskKind[] = kinds): string => maskText(text, wanted, marks).text;

/** Texts by what becomes of them. */
const expected: Readonly<Record<string, readonly (readonly [text: string, masked: string])[]>> = {
  'card numbers, however they are grouped, of each brand': [
    ['4111 1111 1111 1111', '[card]'],
    ['My card is 4111111111111111, thanks', 'My card is [card], thanks'],
    ['4111-1111-1111-1111 12/27 123', '[card] 12/27 123'],
    ['5555 5555 5555 4444 and 3782 822463 10005', '[card] and [card]'],
    ['30569309025904, 6011111111111117, 3530111333300000, 2223003122003222', '[card], [card], [card], [card]'],
    ['4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', '[card]'],
    ['4111\u00a01111\u00a01111\u00a01111', '[card]'],
    ['4111–1111–1111–1111.', '[card].'],
    ['(4111111111111111)', '([card])'],
    ['4111 - 1111 - 1111 - 1111, 4111  1111  1111  1111', '[card], [card]'],
    ['4222222222222, 4222 222 222 222, 2200 0000 0000 0004, 4000000000000000006', '[card], [card], [card], [card]'],
  ],
  'card numbers beside a word or a sign, with no blank between': [
    ['My card #4111 1111 1111 1111', 'My card #[card]'],
    ['4111 1111 1111 1111exp 12/27', '[card]exp 12/27'],
    ['Visa4111111111111111, №4111111111111111, 4111111111111111x', 'Visa[card], №[card], [card]x'],
    ['карта4111111111111111', 'карта[card]'],
  ],
  'numbers in text of scripts without blanks, which stays': [
    ['我的卡号是4111111111111111谢谢', '我的卡号是[card]谢谢'],
    ['卡号4111 1111 1111 1111，有效期12/27', '卡号[card]，有效期12/27'],
    ['カードは４１１１－１１１１－１１１１－１１１１です', 'カードは[card]です'],
    ['บัตร4111111111111111ครับ ເລກ4111111111111111', 'บัตร[card]ครับ ເລກ[card]'],
    ['카드번호4111111111111111입니다', '카드번호[card]입니다'],
    ['رقم4111111111111111و मेरा4111111111111111है', 'رقم[card]و मेरा[card]है'],
    ['手机号是+8613800138000。', '手机号是[phone]。'],
    ['電話番号は090-1234-5678です', '電話番号は[phone]です'],
    ['전화010-1234-5678로 ＋４９（０）１７１ ２３４５６７８', '전화[phone]로 [phone]'],
    ['４１１１ー１１１１ー１１１１ー１１１１、０９０ー１２３４ー５６７８', '[card]、[phone]'],
  ],
  'numbers in digits of any script': [
    ['٤١١١ ١١١١ ١١١١ ١١١١', '[card]'],
    ['४१११११११११११११११', '[card]'],
    ['４１１１ １１１１ １１１１ １１１１', '[card]'],
    ['𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏', '[card]'],
    ['رقمي ٠١٧١ ٢٣٤٥٦٧٨', 'رقمي [phone]'],
  ],
  'mail addresses': [
    ['Write to ada.lovelace+shop@mail.example.co.uk.', 'Write to [email].'],
    ['<ada@example.com>, "bob@example.org"; (carol@example.net)', '<[email]>, "[email]"; ([email])'],
    ['用户@例子.广告 أحمد@مثال.إختبار', '[email] [email]'],
    ['a@b.de,c@d.fr', '[email],[email]'],
    ['müller@bücher.example иван@пример.рф ada@bücher.xn--p1ai', '[email] [email] [email]'],
  ],
  'mail addresses alone in a sentence without blanks, which stays': [
    ['我的邮箱是ada@example.com谢谢', '我的邮箱是[email]谢谢'],
    ['メールはada@example.comです', 'メールは[email]です'],
    ['อีเมลada@example.co.thครับ', 'อีเมล[email]ครับ'],
    ['메일은ada@example.com입니다', '메일은[email]입니다'],
    ['邮箱123@qq.com。用户@例子.广告谢谢', '邮箱[email]。[email]谢谢'],
    ['请联系@ada.example', '请联系@ada.example'],
    ['Write to ada@example.com.Thanks', 'Write to [email].Thanks'],
    ['ada@example.com.谢谢', '[email].谢谢'],
  ],
  'telephone numbers with a country’s code, with a zero, and as in North America': [
    ['+49 171 2345678', '[phone]'],
    ['Call +1 (555) 234-5678 now', 'Call [phone] now'],
    ['0049 171 2345678, +81-3-1234-5678', '[phone], [phone]'],
    ['030/1234567 or (030) 123 45 67', '[phone] or [phone]'],
    ['01 23 45 67 89, 01.23.45.67.89, 06-12345678', '[phone], [phone], [phone]'],
    ['07700900123', '[phone]'],
    ['+1 555 234 5678 4111 1111 1111 1111, 0171 234 4111 1111 1111 1111', '[phone] [card], 0171 234 [card]'],
    ['0049171234567', '[phone]'],
    ['(555) 234-5678, 555-234-5678, 555.234.5678, 1-555-234-5678', '[phone], [phone], [phone], [phone]'],
    ['555 234 5678, 555 234-5678, 1 555 234 5678', '[phone], [phone], [phone]'],
    ['06-12 34 56 78, 030/123 45 67, (044) 123-45-67', '[phone], [phone], [phone]'],
    ['DE89 3704 0044 0532 0130 00, 0171 2345678', 'DE89 3704 0044 0532 0130 00, [phone]'],
  ],
  'nothing that is something else': [
    // Not sound, too long, too short, no brand's, or part of a code.
    ...['4111 1111 1111 1112', '41111111111111111111', '411111111111111', '9999999999999995', 'AB4111111111111111'],
    // Accounts, opening hours, from one day to another, amounts.
    ...['DE89 3704 0044 0532 0130 00', 'DE88 3704 0044 0532 0130 00', 'NL91 ABNA 0417 1643 00', 'DE89370400440532013000', 'PL61 1090 1014 0000 0712 1981 2874'],
    ...['08.30-17.00 01.12.', '01/12 - 05/12 2026', '01.12. - 05.12. 09.00-17.00', '200 300 4000 units', 'article 0012345678', '250-300 4000', '250/300-4000'],
    // Orders, products, dates, times, prices, measures, addresses.
    ...['Order 48213', 'order 10048213', 'No. 123-456-789', '5551234567', '#0123456789', 'EAN 4006381333931', 'ISBN 0-306-40615-2', 'ISBN 978-3-16-148410-0'],
    ...['29.11.2026', '01.02.2026 14:30', '2026-11-29', '2026-11-29 10 30', '11/29/2026', '01-02-2026 03-04-2026', '2026-11-29T13:04:05.123456Z'],
    ...['1 234 567 890', '$1,234,567.89', '0.123456789012', '192.168.100.200', '10.0.0.1', 'v1.22.333.4444', '100 200 3000', '2 x 3 x 4 m'],
    ...['@example', 'ada@', 'ada@localhost', 'ada@@example.com', 'user @ example.com', '@ada@', 'https://example.com/@ada'],
  ].map((text) => [text, text] as const),
};

describe('What is masked', () => {
  for (const [what, pairs] of Object.entries(expected)) {
    test(what, () => {
      assert.deepEqual(pairs.map(([text]) => masked(text)), pairs.map(([, wanted]) => wanted));
    });
  }

  test('is what was asked for, and told', () => {
    const text = 'ada@example.com, +49 171 2345678, 4111 1111 1111 1111';
    assert.equal(masked(text, ['card']), 'ada@example.com, +49 171 2345678, [card]');
    assert.equal(masked(text, ['phone']), 'ada@example.com, [phone], 4111 1111 1111 1111');
    assert.equal(masked(text, []), text);
    assert.deepEqual(maskText(text, kinds, marks).found, ['card', 'email', 'phone']);
    assert.deepEqual(maskText('Hello', kinds, marks), { text: 'Hello', found: [] });
  });

  test('stays so when it is masked again', () => {
    const once = masked('ada@example.com, 4111 1111 1111 1111, +49 171 2345678');
    assert.equal(masked(once), once);
  });

  test('takes time in proportion to the length of a text, whatever is in it', () => {
    const bad = ['1', '1 ', 'a', '@', 'a@', 'a@a.', 'a.', '+', '(', '0171 ', '4111 ', '1-1.', '１', 'a@a-', '(1', '   1', '我', '我1', '我@', 'a@我.', 'DE89 ', 'A', '01 02.', '\u200b1', '4222 222 '];
    for (const part of bad) {
      const text = part.repeat(100_000 / part.length);
      const start = process.cpuUsage();
      masked(text);
      const { user, system } = process.cpuUsage(start);
      // Ten milliseconds or so; were it to grow by the square, it took a minute.
      assert.ok(user + system < 5_000_000, `${JSON.stringify(part)}: ${user + system} µs`);
    }
  });
});
