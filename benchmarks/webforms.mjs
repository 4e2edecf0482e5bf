// The work of forms.py in @getodk/xforms-engine: FORM ANSWERS; one line a row: name, milliseconds. `results` tell whether the
// work was the same. Rounds are few: a roster of 158 takes it seconds.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const LOADS = 10, WARM_LOADS = 30, WARM_ANSWERS = 300, LARGE = 158, ROUNDS = 3;

const { window } = new JSDOM('');
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis) || ['File', 'Blob', 'FormData'].includes(name)) {
    try { globalThis[name] = window[name]; } catch { /* of the window alone */ }
  }
}
globalThis.__dirname = import.meta.dirname; // its parser of expressions expects CommonJS under Node
const { createInstance } = await import('@getodk/xforms-engine');

const xml = readFileSync(process.argv[2], 'utf8');
const form = { fetchFormAttachment: async () => { throw new Error('none'); }, missingResourceBehavior: 'BLANK' };
const open = async () => (await createInstance(xml, { form, instance: {} })).root;
const node = (root, path) => root.currentState.children.find((child) => child.currentState.reference === path);
const value = (root, path) => Number(node(root, path).currentState.value);
const rows = (root, path) => node(root, path).currentState.children;

const timed = async (work) => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};
const say = (name, times) => console.log([name, ...times].join('\t'));
const several = async (count, work) => {
  const times = [];
  for (let n = 0; n < count; n += 1) times.push(await timed(() => work(n)));
  return times;
};
const answer = (root, members, factor, from = 0) => (count) => {
  const n = from + count;
  const children = rows(root, '/data/m')[n % members].currentState.children;
  const age = children.find((child) => child.currentState.reference.endsWith('/age'));
  age.setValue(BigInt((n * factor) % 90));
};

await several(WARM_LOADS, open);
say('load', await several(LOADS, open));
let root;
for (const members of [20, LARGE]) {
  root = await open();
  const range = node(root, '/data/m');
  range.addInstances(undefined, members - rows(root, '/data/m').length);
  await several(WARM_ANSWERS, answer(root, members, 1));
  // Only the last answers the others give: every row gets two of them, so the results are those of the same work.
  const last = 2 * LARGE;
  say(`answer.${members}`, await several(last, answer(root, members, 7, Number(process.argv[3]) - last)));
}
const results = [value(root, '/data/adults'), value(root, '/data/oldest')];
const [added, deleted, created] = [[], [], []];
for (let n = 0; n < ROUNDS; n += 1) {
  root = await open();
  const range = node(root, '/data/m');
  range.addInstances(undefined, LARGE - 1 - rows(root, '/data/m').length);
  added.push(await timed(() => range.addInstances()));
  deleted.push(await timed(() => range.removeInstances(0)));
  root = await open();
  created.push(await timed(() => node(root, '/data/k').setValue(String(LARGE))));
}
results.push(rows(root, '/data/c').length);
say(`add_row.${LARGE}`, added);
say(`delete_first.${LARGE}`, deleted);
say(`create.${LARGE}`, created);
say('results', results);
