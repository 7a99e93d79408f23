import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TranslationLoader } from '../../src/ui/strings/translation-loader.js';

test('A translation that comes when another language has been chosen is not taken', async () => {
  const loader = new TranslationLoader();
  const german = loader.choose('de');
  await loader.choose('en');
  await german;
  assert.equal(loader.translation, undefined, 'in English there is nothing to load at first');
});

test('Whoever loads all strings is told whether they are others than before', async () => {
  const loader = new TranslationLoader();
  await loader.choose('en');
  assert.equal(await loader.load(), true);
  assert.equal(loader.translation?.menu, 'More');
  assert.equal(await loader.load(), false);
  await loader.choose('de');
  assert.equal(await loader.load(), false, 'it was loaded when it was chosen');
});
