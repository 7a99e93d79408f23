import { expect, fixture, html } from '@open-wc/testing';
import { english } from '../../src/ui/strings/english.js';
import { loadLanguage } from '../../src/ui/strings/languages.js';
import { translation as later } from '../../src/ui/strings/languages/en.js';
import { counted, percentOf, secondsOf } from '../../src/ui/strings/numbers.js';
import type { Plural, Translation } from '../../src/ui/strings/strings.js';
import { canonicalTag, languageOf } from '../../src/ui/strings/language.js';
import { TranslationLoader } from '../../src/ui/strings/translation-loader.js';
import { Notices } from '../../src/ui/panel/notices/notices.js';
import { stage } from '../support/stage.js';
import { until } from '../support/until.js';

const tags = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'tr', 'ar', 'he', 'hi', 'ja', 'ko', 'zh-Hans'];
const whole = { ...english, ...later, errors: { ...later.errors, connection: '' } } as Translation;

const gaps = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe('languages', () => {
  for (const tag of tags) {
    it(`${tag}: nothing is empty, the same gaps as in English, every plural form that its numbers need`, async () => {
      const translation = (await loadLanguage(tag)) as Translation;
      for (const [key, inEnglish] of Object.entries(whole)) {
        const word = { ...english, ...translation }[key as keyof Translation];
        if (typeof inEnglish === 'string') {
          expect(word, key).to.be.a('string').that.is.not.empty;
          expect(gaps(word as string), key).to.deep.equal(gaps(inEnglish));
        } else if (key !== 'errors') {
          const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
          expect(word, key).to.include.keys(pluralCategories);
          for (const form of Object.values(word as Plural)) expect(form).not.to.be.empty;
        }
      }
      for (const [code, inEnglish] of Object.entries(later.errors)) {
        const words = translation.errors[code as keyof Translation['errors']];
        if (inEnglish === null) expect(words).to.equal(null);
        else expect(words, code).to.be.a('string').that.is.not.empty;
      }
      expect(translation.direction ?? english.direction).to.equal(tag === 'ar' || tag === 'he' ? 'rtl' : 'ltr');
    });
  }

  it('finds the nearest there is', async () => {
    const heading = async (tag: string) => ({ ...english, ...(await loadLanguage(tag)) }).send;
    const german = await heading('de');
    expect(await heading('de-CH')).to.equal(german);
    const chinese = await heading('zh-Hans');
    for (const tag of ['zh', 'zh-CN', 'zh-SG', 'zh-Hans-HK']) expect(await heading(tag), tag).to.equal(chinese);
    for (const tag of ['zh-TW', 'zh-Hant', 'sv', 'en-GB']) expect(await heading(tag), tag).to.equal('Send');
    expect(await heading(canonicalTag('iw')!)).to.equal(await heading('he'));
  });

  it('reads tags as people write them', () => {
    expect([canonicalTag('pt_BR'), canonicalTag('DE-de'), canonicalTag('no such language')]).to.deep.equal(['pt-BR', 'de-DE', undefined]);
  });

  it('takes `locale`, else the nearest `lang`, also around shadow roots, else the browser’s', async () => {
    const outer = await fixture<HTMLElement>(html`<div lang="pl"><p></p></div>`);
    const shadow = outer.firstElementChild!.attachShadow({ mode: 'open' });
    const inner = document.createElement('i');
    shadow.append(inner);
    expect(languageOf(inner)).to.equal('pl');
    expect(languageOf(Object.assign(inner, { locale: 'nl' }))).to.equal('nl');
    const lang = document.documentElement.lang;
    document.documentElement.removeAttribute('lang');
    const alone = await fixture<HTMLElement>(html`<i></i>`);
    expect(languageOf(alone)).to.equal(canonicalTag(navigator.language) ?? 'en');
    document.documentElement.lang = lang;
  });

  it('counts and measures in the language’s own way', async () => {
    const polish = (await loadLanguage('pl')) as Translation;
    expect([1, 2, 5, 22].map((count) => counted(polish.unread, count, 'pl'))).to.deep.equal(['1 nowa wiadomość', '2 nowe wiadomości', '5 nowych wiadomości', '22 nowe wiadomości']);
    const arabic = (await loadLanguage('ar')) as Translation;
    expect(counted(arabic.unread, 2, 'ar')).to.equal('رسالتان جديدتان');
    expect(counted(arabic.unread, 3, 'ar-EG')).to.contain('٣');
    expect(secondsOf(4_100, 'de')).to.match(/^5\sSek/);
    expect(percentOf(0.5, 'tr')).to.equal('%50');
  });
});

describe('<autessa-agent>: in other languages', () => {
  it('speaks Arabic, laid out from right to left, and goes back to English', async () => {
    const all = await stage({ attributes: { locale: 'ar' } });
    await until(() => all.part('panel').dir === 'rtl', 'right to left');
    expect([all.part('panel').lang, all.input.getAttribute('aria-label')]).to.deep.equal(['ar', 'الرسالة']);
    const send = all.part('send').getBoundingClientRect();
    const input = all.input.getBoundingClientRect();
    expect(send.right, 'the button is to the left of the text').to.be.at.most(input.left + 1);
    all.say('مرحبا and hello');
    await all.answered();
    expect(getComputedStyle(all.root.querySelector('.message-user')!).alignSelf).to.equal('flex-end');
    const user = all.root.querySelector('.message-user')!.getBoundingClientRect();
    const log = all.root.querySelector('.log')!.getBoundingClientRect();
    expect(Math.abs(user.left - log.left)).to.be.lessThan(2);
    all.element.locale = 'en';
    await until(() => all.part('panel').dir === 'ltr', 'left to right');
    expect(all.input.getAttribute('aria-label')).to.equal('Message');
  });

  it('has an empty text box that runs with the panel, and one with a text that runs with that', async () => {
    const all = await stage({ attributes: { locale: 'ar' } });
    await until(() => all.part('panel').dir === 'rtl');
    const directions = ['', 'Hello', ''].map((text) => {
      all.input.value = text;
      all.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      return getComputedStyle(all.input).direction;
    });
    expect(directions).to.deep.equal(['rtl', 'ltr', 'rtl']);
    // So are its placeholder and its caret, at the right.
    expect([getComputedStyle(all.input).textAlign, /\p{Script=Arabic}/u.test(all.input.placeholder)]).to.deep.equal(['start', true]);
    all.say('Hello');
    expect(getComputedStyle(all.input).direction, 'once that was sent').to.equal('rtl');
  });

  it('names the launcher before it has been opened, and after', async () => {
    for (const [locale, name] of [['ar', 'محادثة'], ['pl', 'Czat'], ['iw', 'צ׳אט'], ['de', 'Chat'], ['zh-TW', 'Chat'], ['zh-CN', '聊天']] as const) {
      const all = await stage({ attributes: { locale }, isOpen: false });
      expect(all.part('launcher').ariaLabel, locale).to.equal(name);
      all.element.show();
      await until(() => all.parts('input').length > 0, 'the panel is there');
      expect(all.part('launcher').ariaLabel, locale).to.equal(name);
      all.element.strings = { launcher: 'Ask' };
      await all.element.updateComplete;
      expect(all.part('launcher').ariaLabel).to.equal('Ask');
    }
  });

  it('stays where it is when its words run the other way than the page', async () => {
    const all = await stage({ attributes: { locale: 'he' } });
    await until(() => all.part('panel').dir === 'rtl');
    await until(() => all.root.getAnimations().length === 0, 'it has opened');
    const panel = all.part('panel').getBoundingClientRect();
    const launcher = all.part('launcher').getBoundingClientRect();
    expect(Math.abs(panel.right - launcher.right)).to.be.lessThan(1);
  });

  it('takes words of the page’s own over any language’s', async () => {
    const all = await stage({ attributes: { locale: 'de' } });
    await until(() => all.input.placeholder === 'Nachricht schreiben');
    all.element.strings = { placeholder: 'Na?' };
    await until(() => all.input.placeholder === 'Na?');
    expect(all.part('send').getAttribute('aria-label')).to.equal('Senden');
  });

  it('tells the panel when what shows notices is there, and when it has another language', async () => {
    const translations = new TranslationLoader();
    await translations.choose('de');
    const told: (string | undefined)[] = [];
    const notices = new Notices(document.createElement('div').attachShadow({ mode: 'open' }), translations, () => told.push(translations.translation?.menu));
    await notices.load();
    await notices.load();
    expect(told).to.deep.equal(['Mehr']);
    await translations.choose('en');
    await notices.load();
    await notices.load();
    expect(told).to.deep.equal(['Mehr', 'More']);
  });

  it('tells errors and unread replies in the language', async () => {
    const all = await stage({ attributes: { locale: 'fr' } });
    await all.pauseAfter(3);
    await until(() => all.input.placeholder === 'Écrivez un message');
    all.say('un deux trois quatre cinq six');
    await until(() => all.element.state === 'responding');
    all.element.hide();
    await all.goOn();
    await all.answered();
    await until(() => all.root.querySelector('#unread')?.textContent === '1 nouveau message');
    all.element.show();
    await until(() => all.root.querySelector('#unread')?.textContent === '');
  });
});
