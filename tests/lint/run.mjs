// The house rules that a program can check. Prints TAP: for each rule one test over the tree, and one
// over tests/lint/samples/RULE, where each file named bad* must be found at fault and each named good*
// must not: a rule that finds nothing any more is caught that way.
// node tests/lint/run.mjs [RULE...]
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const SAMPLES = join(ROOT, 'tests', 'lint', 'samples');
const MODE = process.env.MODE ?? 'debug';
const CC = process.env.CC ?? 'gcc';

// ---- Files ---------------------------------------------------------------------------------------

// Everything under root that belongs to the project, as paths from root.
function filesUnder(root) {
  if (root === ROOT && existsSync(join(ROOT, '.git'))) {
    return execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
      .split('\0')
      .filter((path) => path !== '' && !path.startsWith('tests/lint/samples/') && existsSync(join(ROOT, path)))
      .sort();
  }
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!['.git', 'node_modules', 'build', 'var', 'samples'].includes(entry.name)) walk(path);
      } else found.push(relative(root, path));
    }
  };
  walk(root);
  return found.sort();
}

class Tree {
  constructor(root) {
    this.root = root;
    this.paths = filesUnder(root);
    this.texts = new Map();
  }

  text(path) {
    if (!this.texts.has(path)) this.texts.set(path, readFileSync(join(this.root, path), 'utf8'));
    return this.texts.get(path);
  }

  matching(pattern) {
    return this.paths.filter((path) => pattern.test(path));
  }

  // Calls look(line, number) for each line of the files; what it returns is a finding there.
  lines(pattern, look) {
    const found = [];
    for (const path of this.matching(pattern)) {
      this.text(path)
        .split('\n')
        .forEach((line, i) => {
          for (const what of [look(line, path)].flat()) if (what) found.push(`${path}:${i + 1}: ${what}`);
        });
    }
    return found;
  }
}

const C = /^(src|cgi|include)\/.*\.[ch]$/;

// Text with comments and, where asked, strings blanked out; places stay the same.
function bare(text, { strings = true } = {}) {
  const blank = (part) => part.replace(/[^\n]/g, ' ');
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (part) => {
    if (part.startsWith('/')) return blank(part);
    return strings ? part[0] + blank(part.slice(1, -1)) + part[0] : part;
  });
}

function lineOf(text, index) {
  return text.slice(0, index).split('\n').length;
}

function tool(command, args, root) {
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (done.error) return [`${command}: ${done.error.message}`];
  if (done.status === 0) return [];
  const lines = `${done.stdout}${done.stderr}`.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 0 ? lines : [`${command}: exit status ${done.status}`];
}

// ---- Floors --------------------------------------------------------------------------------------

const FLOORS = { base: 0, http: 1, view: 1, db: 1, rules: 1, audit: 2, identity: 3, casework: 4, monitor: 4, cgi: 5, worker: 5, cli: 5 };
// The administrator's command is the door to the worker and prints the table of routes.
const DOORS = { cli: ['worker', 'cgi'] };

function roomOf(path) {
  const room = /^(?:src|include)\/([^/]+)\//.exec(path)?.[1];
  return room ?? (path.startsWith('cgi/') ? 'cgi' : undefined);
}

function floors(tree) {
  return tree.lines(C, (line, path) => {
    const included = /^\s*#\s*include\s+"([^"/]+)\/[^"]+"/.exec(line)?.[1];
    const room = roomOf(path);
    if (included === undefined || included === room) return null;
    if (room === 'compile') return included === 'base' ? null : `compile stands on base only, not on ${included}`;
    if (!(room in FLOORS)) return `no floor is known for ${room}: add it to FLOORS in tests/lint/run.mjs`;
    if (!(included in FLOORS)) return `"${included}/" is no floor`;
    if (DOORS[room]?.includes(included)) return null;
    if (FLOORS[included] > FLOORS[room]) return `${room} includes ${included}, a higher floor`;
    if (FLOORS[included] === FLOORS[room]) return `${room} includes ${included}, its sibling`;
    return null;
  });
}

// ---- C -------------------------------------------------------------------------------------------

// What src/db may say itself: the frame of a transaction and of a session, never a table.
const DB_FRAME = /^\s*(BEGIN|COMMIT|ROLLBACK|SET|RESET|SHOW|START TRANSACTION)\b/;
const SQL = /^\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\S+\s+SET\b|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s|CREATE\s+(TABLE|TEMP|INDEX|SCHEMA|FUNCTION|OR|VIEW)\s+\S|ALTER\s+(TABLE|ROLE)|DROP\s+(TABLE|FUNCTION|SCHEMA)|TRUNCATE\s|GRANT\s|REVOKE\s|COPY\s+\S+|MERGE\s+INTO|LOCK\s+TABLE|CALL\s|EXECUTE\s|BEGIN\b|COMMIT\b|ROLLBACK\b|SET\s+(LOCAL|ROLE|SESSION|transaction)|START\s+TRANSACTION)/;

function sqlInC(tree) {
  const found = [];
  for (const path of tree.matching(C)) {
    if (path.startsWith('src/compile/')) continue;
    const text = bare(tree.text(path), { strings: false });
    for (const match of text.matchAll(/"((?:\\.|[^"\\\n])*)"/g)) {
      const literal = match[1].replace(/\\[nt]/g, ' ');
      if (!SQL.test(literal)) continue;
      if (path.startsWith('src/db/') && DB_FRAME.test(literal)) continue;
      // Bringing up the schema keeps its own book, before there is a schema to keep queries for.
      if (path === 'src/db/migrate.c') continue;
      found.push(`${path}:${lineOf(text, match.index)}: SQL in C ("${match[1].slice(0, 60)}"): it belongs in sql/queries`);
    }
  }
  return found;
}

function libraries(tree) {
  const found = [];
  const look = (path, text, pattern, what) => {
    for (const match of text.matchAll(pattern)) found.push(`${path}:${lineOf(text, match.index)}: ${what}`);
  };
  for (const path of tree.matching(C)) {
    const room = roomOf(path);
    const text = bare(tree.text(path));
    if (room !== 'db') look(path, text, /<libpq[^>]*>|<postgresql[^>]*>|\bPQ[a-z]\w+\s*\(|\bPG(conn|result)\b/g, 'libpq belongs in src/db');
    if (room !== 'http' && room !== 'cgi') look(path, text, /<fcgi\w*\.h>|\bFCGX?_\w+/g, 'libfcgi belongs in src/http and cgi');
  }
  return found;
}

const BANNED = /(?<![\w.>])(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|gets|localtime|gmtime|ctime|asctime|alloca|atoi|atol|atoll|atof|system|popen|rand|srand|tmpnam|mktemp|setjmp|longjmp)\s*\(/;

function banned(tree) {
  const found = [];
  for (const path of tree.matching(C)) {
    const text = bare(tree.text(path), { strings: false });
    const includes = [...text.matchAll(/^\s*#\s*include\s+(["<][^">]+\.h[">])/gm)].map((match) => match[1]);
    if (path.endsWith('.c') && includes.at(-1) !== '"base/banned.h"') {
      found.push(`${path}:1: "base/banned.h" is not the last include`);
    }
    bare(text)
      .split('\n')
      .forEach((line, i) => {
        const call = /^\s*#/.test(line) ? null : BANNED.exec(line);
        if (call) found.push(`${path}:${i + 1}: ${call[1]}() is banned`);
      });
  }
  return found;
}

function opening(tree) {
  return tree
    .matching(/^(src|cgi|include|tests\/unit)\/.*\.[ch]$/)
    .filter((path) => !/^\s*(\/\*|\/\/)\s*\S/.test(tree.text(path)))
    .map((path) => `${path}:1: does not open with a comment that says what it is for`);
}

function packageFlags() {
  const packages = ['libpq', 'libsodium', 'gmime-3.0', 'libcurl', 'jansson', 'inih'];
  return execFileSync('pkg-config', ['--cflags', ...packages], { encoding: 'utf8' }).trim().split(/\s+/);
}

function headersAlone(tree) {
  const flags = [...packageFlags(), '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-x', 'c'];
  const paths = ['-Iinclude', `-I${join(ROOT, 'include')}`, `-I${join(ROOT, 'build', MODE, 'gen')}`];
  const found = [];
  for (const path of tree.matching(/^(include|src|cgi)\/.*\.h$/)) {
    // Twice, so that a missing guard shows.
    const include = ['-include', path, '-include', path];
    found.push(...tool(CC, [...flags, ...paths, `-I${dirname(path)}`, ...include, '/dev/null'], tree.root).map((line) => `${path}: ${line}`));
  }
  return found;
}

function format(tree) {
  const paths = tree.matching(/^(src|cgi|include|tests\/unit)\/.*\.[ch]$/);
  if (paths.length === 0) return [];
  return tool('clang-format', ['--dry-run', '--Werror', ...paths], tree.root).filter((line) => /: (error|warning):/.test(line));
}

// ---- Templates -----------------------------------------------------------------------------------

function templates(tree) {
  const found = [];
  for (const path of tree.matching(/^templates\/.*\.(mustache|html)$/)) {
    const text = tree.text(path).replace(/\{\{!.*?\}\}/gs, (part) => part.replace(/[^\n]/g, ' '));
    const say = (index, what) => found.push(`${path}:${lineOf(text, index)}: ${what}`);
    for (const match of text.matchAll(/\{\{\{|\{\{\s*&|\{\{\s*=/g)) say(match.index, 'raw output, or a change of delimiters');
    for (const match of text.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/gi)) {
      if (!/\ssrc="/.test(match[1]) || match[2].trim() !== '') say(match.index, 'script in the page: put it in templates/static');
    }
    for (const match of text.matchAll(/<style\b/gi)) say(match.index, 'style in the page: put it in templates/static');
    for (const match of text.matchAll(/(href|src|action)\s*=\s*["']?\s*javascript:/gi)) say(match.index, 'a javascript: address');
    // Inside each tag, with template tags and quoted values out of the way.
    const flat = text.replace(/\{\{[^]*?\}\}/g, (part) => '\u0001'.repeat(part.length));
    for (const match of flat.matchAll(/<[a-zA-Z][^<>]*>/g)) {
      const names = match[0].replace(/"[^"]*"|'[^']*'/g, (part) => '"'.padEnd(part.length - 1, '\u0002') + '"');
      for (const attribute of names.matchAll(/[\s\u0001]([a-zA-Z][\w:-]*)\s*=\s*([^\s"'>]|$)/g)) {
        say(match.index, `attribute ${attribute[1]} is not quoted`);
      }
      for (const attribute of names.matchAll(/[\s\u0001](style|on[a-z]+)\s*=/gi)) {
        say(match.index, `attribute ${attribute[1]}: no inline style or script`);
      }
    }
  }
  return found;
}

// ---- Everything ----------------------------------------------------------------------------------

function places(tree) {
  // Written in pieces so that this file does not find itself.
  const names = [
    [`/${'work'}/`, 'a path of one machine'],
    [`/${'root'}/`, 'a path of one machine'],
    [`/${'home'}/`, 'a path of one machine'],
    [`${'registry'}.npmjs`, 'a registry'],
    [`${'"resolved'}"`, 'a registry address in the lock file'],
  ];
  return tree.lines(/./, (line, path) => {
    if (/\.(png|webp|jpg|ico|gz|pdf|xlsx)$/.test(path)) return null;
    return names.filter(([name]) => line.includes(name)).map(([name, what]) => `${what}: ${name}`);
  });
}

function textFiles(tree) {
  const found = tree.lines(/\.(c|h|mjs|js|css|sql|mustache|md|json|in|conf|sh|html|csv)$|Makefile$/, (line, path) => [
    /\r$/.test(line) && !path.endsWith('.csv') ? 'ends in a carriage return' : null,
    /[ \t]+$/.test(line) && !path.endsWith('.csv') ? 'white space at the end' : null,
  ]);
  for (const path of tree.matching(/\.(c|h|mjs|js|css|sql|mustache|md|json|in|conf|sh|html)$|Makefile$/)) {
    const text = tree.text(path);
    if (text !== '' && !text.endsWith('\n')) found.push(`${path}: no line break at its end`);
  }
  return found;
}

function shell(tree) {
  const scripts = tree.paths.filter((path) => {
    if (/\.(mjs|js|c|h|sql|md|json|mustache|csv)$/.test(path)) return false;
    const text = tree.text(path);
    return /^#!.*\b(ba|da)?sh\b/.test(text) || /^# shellcheck shell=/m.test(text);
  });
  if (scripts.length === 0) return [];
  return tool('shellcheck', ['-x', '-f', 'gcc', ...scripts], tree.root);
}

async function pages(tree) {
  const paths = tree.matching(/^(deploy\/nginx\/errors|templates\/static)\/.*\.html$/);
  if (paths.length === 0) return [];
  const { FileSystemConfigLoader, HtmlValidate } = await import('html-validate');
  const rules = JSON.parse(readFileSync(join(ROOT, '.htmlvalidate.json'), 'utf8'));
  const validator = new HtmlValidate(new FileSystemConfigLoader(rules));
  const found = [];
  for (const path of paths) {
    const report = await validator.validateString(tree.text(path), path);
    for (const message of report.results.flatMap((result) => result.messages)) {
      found.push(`${path}:${message.line}: ${message.message}`);
    }
  }
  return found;
}

// Every number of tests/requirements.tsv is cited by a test, or says why not; and not both.
function requirements(tree) {
  const found = [];
  for (const list of tree.matching(/(^|\/)(requirements|bad|good)\.tsv$/)) {
    const tests = tree.matching(/\.(c|h|mjs|sql|cases)$/).filter((path) => tree.root !== ROOT || /^tests\/(?!lint|bench)/.test(path));
    const texts = tests.map((path) => tree.text(path));
    const cites = (id) => texts.some((text) => new RegExp(`(?<![\\w-])${id.replaceAll('.', '\\.')}(?![\\w-]|\\.\\w)`).test(text));
    let cited = 0;
    let leftOut = 0;
    let notYet = 0;
    tree.text(list).split('\n').forEach((line, i) => {
      if (line === '' || line.startsWith('#')) return;
      const [id, title, why] = line.split('\t');
      if (!title) found.push(`${list}:${i + 1}: ${id} has no title`);
      if (why === 'not yet') {
        notYet += 1;
        if (cites(id)) found.push(`${list}:${i + 1}: a test cites ${id}: it is "not yet" no more`);
      } else if (why) leftOut += 1;
      else if (cites(id)) cited += 1;
      else found.push(`${list}:${i + 1}: no test cites ${id} (${title})`);
    });
    found.note = `${cited} are cited by tests, ${leftOut} left out with a reason, ${notYet} not yet`;
  }
  return found;
}

// ---- Run -----------------------------------------------------------------------------------------

const RULES = {
  floors: ['includes point down the floors only', floors],
  sql: ['SQL stands in sql/ only', sqlInC],
  libraries: ['libpq in src/db only, libfcgi in src/http and cgi only', libraries],
  banned: ['banned functions are not called, and every file poisons them', banned],
  opening: ['every C file opens with what it is for', opening],
  headers: ['every header compiles alone', headersAlone],
  format: ['C is formatted as .clang-format says (make fmt)', format],
  templates: ['templates print escaped, quote attributes, hold no script or style', templates],
  places: ['no path of one machine, no registry address', places],
  text: ['text files are tidy', textFiles],
  shell: ['shellcheck has nothing to say', shell],
  pages: ['the plain error pages are valid HTML', pages],
  requirements: ['every rule that Candour is built on is cited by a test', requirements],
};

let number = 0;
function report(name, findings) {
  number += 1;
  console.log(`${findings.length === 0 ? 'ok' : 'not ok'} ${number} - ${name}`);
  for (const finding of findings.slice(0, 100)) console.log(`# ${finding}`);
  if (findings.length > 100) console.log(`# ... and ${findings.length - 100} more`);
}

const asked = process.argv.slice(2);
const tree = new Tree(ROOT);
for (const [name, [meaning, check]] of Object.entries(RULES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const here = await check(tree);
  report(`${name}: ${meaning}${here.note ? ` (${here.note})` : ''}`, here);
  const sample = new Tree(join(SAMPLES, name));
  const findings = await check(sample);
  const faulty = (path) => findings.some((finding) => finding.includes(path));
  const missed = sample.paths.filter((path) => basename(path).startsWith('bad') && !faulty(path));
  const wronged = sample.paths.filter((path) => basename(path).startsWith('good') && faulty(path));
  const none = sample.paths.some((path) => basename(path).startsWith('bad')) ? [] : ['there is no bad sample'];
  report(`${name}: its samples`, [
    ...missed.map((path) => `tests/lint/samples/${name}/${path} passes, and should not`),
    ...wronged.map((path) => `tests/lint/samples/${name}/${path} does not pass, and should`),
    ...none,
  ]);
}
console.log(`1..${number}`);
