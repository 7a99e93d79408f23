import { readFileSync } from 'node:fs';
import { parse, type AnyNode } from 'acorn';
import { transformSync } from 'esbuild';
import type { Mutant } from './mutant.js';

/* What nobody has chosen: every condition, operator, number and statement of a file, changed in the usual ways. */

/** As what is compiled writes `undefined`. */
const nothing = 'void 0';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly becomes: string;
}

const opposite: Readonly<Record<string, string>> = {
  '===': '!==', '!==': '===', '==': '!=', '!=': '==', '<': '<=', '<=': '<', '>': '>=', '>=': '>', '+': '-', '-': '+', '*': '/', '/': '*', '&&': '||', '||': '&&', '??': '&&',
};

/** All mutants of one file. @param tests those that ought to notice */
export function generateMutants(file: string, tests: readonly string[]): Mutant[] {
  const { code } = transformSync(readFileSync(file, 'utf8'), { loader: 'ts', target: 'node20' });
  const edits: Edit[] = [];
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (node) => edits.push(...editsOf(node, code)));
  return edits.map(({ start, end, becomes }) => {
    const line = code.slice(0, start).split('\n').length;
    return { file, was: `line ${line} without types, ${brief(code.slice(start, end))}`, becomes: brief(becomes), tests, whole: code.slice(0, start) + becomes + code.slice(end) };
  });
}

function editsOf(node: AnyNode, code: string): Edit[] {
  const { start, end } = node;
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return ['true', 'false'].map((becomes) => ({ start: node.test.start, end: node.test.end, becomes }));
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const other = opposite[node.operator];
      if (other === undefined) return [];
      const [left, right] = [node.left, node.right].map((side) => code.slice(side.start, side.end)) as [string, string];
      return [{ start, end, becomes: `((${left}) ${other} (${right}))` }];
    }
    case 'UnaryExpression':
      return node.operator === '!' ? [{ start, end: start + 1, becomes: '' }] : [];
    case 'ExpressionStatement':
      return [{ start, end, becomes: ';' }];
    case 'ReturnStatement':
      return node.argument && code.slice(node.argument.start, node.argument.end) !== nothing ? [{ start, end, becomes: 'return;' }] : [];
    case 'Literal':
      return typeof node.value === 'number' ? [{ start, end, becomes: String(node.value + 1) }] : [];
    default:
      return [];
  }
}

function brief(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 120 ? `${line.slice(0, 60)} … ${line.slice(-50)}` : line;
}

function visit(value: unknown, each: (node: AnyNode) => void): void {
  if (Array.isArray(value)) value.forEach((one) => visit(one, each));
  else if (typeof value === 'object' && value !== null && 'type' in value) {
    const node = value as AnyNode;
    if (node.type === 'UnaryExpression' && node.operator === 'void') return;
    each(node);
    Object.values(node).forEach((one) => visit(one, each));
  }
}
