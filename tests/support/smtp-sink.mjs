// node smtp-sink.mjs FOLDER PORT_FILE [PORT]: takes every mail and keeps it as FOLDER/NNNN.eml, with two
// lines in front that say whom the envelope named. Listens on PORT where that is free, else on any,
// and writes to PORT_FILE which.
// A recipient whose name starts with "refuse" is refused for good, "later" for now: for tests.
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

const [, , folder, portFile, wanted] = process.argv;
mkdirSync(folder, { recursive: true });
let count = readdirSync(folder).filter((name) => name.endsWith('.eml')).length;

function refusal(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  onRcptTo({ address }, session, done) {
    if (address.startsWith('refuse')) return done(refusal(550, 'no such mailbox'));
    if (address.startsWith('later')) return done(refusal(451, 'try again later'));
    return done();
  },
  onData(stream, session, done) {
    const pieces = [];
    stream.on('data', (piece) => pieces.push(piece));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      const head = `X-Envelope-From: ${mailFrom.address}\r\nX-Envelope-To: ${rcptTo.map((to) => to.address).join(', ')}\r\n`;
      count += 1;
      const file = join(folder, `${String(count).padStart(4, '0')}.eml`);
      writeFileSync(`${file}.new`, Buffer.concat([Buffer.from(head), ...pieces]), { mode: 0o600 });
      renameSync(`${file}.new`, file);
      done();
    });
  },
});

function listen(port) {
  server.listen(port, '127.0.0.1', () => {
    writeFileSync(`${portFile}.new`, `${server.server.address().port}\n`);
    renameSync(`${portFile}.new`, portFile);
  });
}

let before = Number(wanted) || 0;
server.on('error', (error) => {
  if (error.code === 'EADDRINUSE' && before !== 0) {
    before = 0;
    listen(0);
  } else {
    console.error(error.message);
  }
});
listen(before);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
