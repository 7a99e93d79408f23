/*
 * Which browser tests share a page: to open one takes more processor time than the tests of many files. Each of these is
 * seen to leave the page as it was (`test/support/shared-page.ts`). A file that takes long gains nothing by it; one that
 * changes the page, starts a call or asks axe stays out.
 */

const shared: readonly string[] = [
  'test/audio/base64.test.ts',
  'test/media/decoding.test.ts',
  'test/transport/network.test.ts',
  'test/ui/markdown/cjk-friendly.test.ts',
  'test/ui/markdown/commonmark.test.ts',
  'test/ui/markdown/github.test.ts',
  'test/ui/markdown/safety.test.ts',
  'test/ui/markdown/written-by-models.test.ts',
  'test/ui/status-line.test.ts',
];

/** So that a page which takes long is not the last that a browser has to do. */
const mostFiles = 10;

/** @returns the files of each page; with a number as `SHUFFLE` in an order of its own */
export function browserPages(files: readonly string[]): readonly (readonly string[])[] {
  const order = process.env['SHUFFLE'];
  const inOrder = order === undefined ? files : shuffled(files, Number(order));
  const together = inOrder.filter((file) => shared.includes(file));
  const count = Math.ceil(together.length / mostFiles);
  const pages = Array.from({ length: count }, (_, page) => together.filter((_file, index) => index % count === page));
  return [...pages, ...inOrder.filter((file) => !together.includes(file)).map((file) => [file])];
}

function shuffled<T>(values: readonly T[], seed: number): T[] {
  let state = seed;
  const next = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  return values
    .map((value) => ({ value, rank: next() }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ value }) => value);
}
