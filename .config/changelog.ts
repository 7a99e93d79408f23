/** Change logs in the form of https://keepachangelog.com/en/1.1.0/. */

const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

/**
 * @param wanted a version, `patch`, `minor`, `major`, or nothing for the present one
 * @returns nothing where `wanted` is none of these
 */
export function nextVersion(current: string, wanted: string | undefined): string | undefined {
  if (wanted === undefined) return current;
  if (/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(wanted)) return wanted;
  const [major = 0, minor = 0, patch = 0] = current.split(/[.-]/).map(Number);
  switch (wanted) {
    case 'major':
      return `${major + 1}.0.0`;
    case 'minor':
      return `${major}.${minor + 1}.0`;
    case 'patch':
      return `${major}.${minor}.${patch + 1}`;
    default:
      return undefined;
  }
}

/** What is wrong with the form of a change log; nothing, where all is well. */
export function faultsOf(log: string): string[] {
  const headings = [...log.matchAll(/^(##+) (.+)$/gm)].map(([, level, title = '']) => ({ level, title }));
  const versions = headings.filter(({ level }) => level === '##').map(({ title }) => title);
  const others = headings.filter(({ level }) => level === '###').map(({ title }) => title);
  return [
    ...(versions[0] === '[Unreleased]' ? [] : ['The first section is [Unreleased]']),
    ...versions.slice(1).filter((title) => !/^\[\d+\.\d+\.\d+(-[\w.]+)?\] - \d{4}-\d\d-\d\d$/.test(title)).map((title) => `${title}: [version] - date`),
    ...others.filter((title) => !kinds.includes(title)).map((title) => `${title} is none of ${kinds.join(', ')}`),
    ...versions.flatMap((title) => {
      const section = sectionOf(log, title);
      const repeated = kinds.filter((kind) => section.split(`\n### ${kind}\n`).length > 2);
      const loose = /^\n*-/.test(section) ? [`${title}: a change stands under ${kinds.slice(0, 2).join(', ')} …`] : [];
      return [...repeated.map((kind) => `${title}: ${kind} is there twice`), ...loose];
    }),
  ];
}

/** What stands between the heading of a section and the next one. */
function sectionOf(log: string, title: string): string {
  const [, after = ''] = log.split(`\n## ${title}\n`);
  return after.split(/^## /m)[0] ?? '';
}

/** What has changed with a version, as Markdown. */
export function notesOf(log: string, version: string): string {
  const title = /^## (\[.*)$/gm;
  const found = [...log.matchAll(title)].map(([, one = '']) => one).find((one) => one.startsWith(`[${version}]`));
  return found === undefined ? '' : sectionOf(log, found).trim();
}

/**
 * The log once what is unreleased is released.
 *
 * @param date as `2026-01-31`
 * @returns nothing, where there is nothing to release
 */
export function releasedChangelog(log: string, version: string, date: string): string | undefined {
  if (!/^- /m.test(sectionOf(log, '[Unreleased]'))) return undefined;
  return log.replace('\n## [Unreleased]\n', `\n## [Unreleased]\n\n## [${version}] - ${date}\n`);
}
