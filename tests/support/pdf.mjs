// What poppler reads in a PDF: read(bytes, 'pdftotext' or 'pdfinfo', options ...).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function read(bytes, command, ...args) {
  const folder = mkdtempSync(join(tmpdir(), 'candour-paper-'));
  try {
    const file = join(folder, 'x.pdf');
    writeFileSync(file, bytes);
    const { stdout, stderr, status } = spawnSync(command, [...args, file, ...(command === 'pdftotext' ? ['-'] : [])], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
