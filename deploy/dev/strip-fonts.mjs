// node strip-fonts.mjs IN.css OUT.css: the design system's style sheet without the licensed web font
// (its @font-face rules and its name) and without the pointer to a source map that is not served.
// Fails when there was nothing to take out, or when something is left: a new version of the package
// then needs a look.
import { readFileSync, writeFileSync } from 'node:fs';

const [, , from, to] = process.argv;
const before = readFileSync(from, 'utf8');
const after = before
  .replace(/@font-face\s*\{[^}]*\}/g, '')
  .replace(/["']?Frutiger W01["']?\s*,\s*/g, '')
  .replace(/\/\*# sourceMappingURL=[^*]*\*\/\s*/g, '');

if (after === before || /frutiger|@font-face|https?:\/\//i.test(after)) {
  console.error(`${from}: the font rules are not where they were; look at strip-fonts.mjs`);
  process.exit(1);
}
writeFileSync(to, after);
