import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExtensionStrings } from '../../src/ui/extensions/extension-strings.js';
import type { WidgetElement } from '../../src/ui/widget-element.js';

test('All strings stay in the language before until those of the next one are there', async () => {
  const element = { locale: 'de' };
  const strings = new ExtensionStrings(element as WidgetElement);
  await strings.load();
  assert.equal(strings.current.maskedCard, '[Kartennummer]');
  for (const [locale, before, after] of [['en', '[Kartennummer]', '[card number]'], ['fr', '[card number]', '[numéro de carte]'], ['en', '[numéro de carte]', '[card number]']] as const) {
    element.locale = locale;
    const loading = strings.load();
    assert.equal(strings.current.maskedCard, before);
    await loading;
    assert.equal(strings.current.maskedCard, after);
  }
});
