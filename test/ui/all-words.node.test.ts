import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AllWords } from '../../src/ui/extensions/offer/all-words.js';
import type { WidgetElement } from '../../src/ui/widget-element.js';

test('All words stay in the language before until those of the next one are there', async () => {
  const element = { locale: 'de' };
  const words = new AllWords(element as WidgetElement);
  await words.load();
  assert.equal(words.current.maskedCard, '[Kartennummer]');
  for (const [locale, before, after] of [['en', '[Kartennummer]', '[card number]'], ['fr', '[card number]', '[numéro de carte]'], ['en', '[numéro de carte]', '[card number]']] as const) {
    element.locale = locale;
    const loading = words.load();
    assert.equal(words.current.maskedCard, before);
    await loading;
    assert.equal(words.current.maskedCard, after);
  }
});
