// A mail server whose every word a test may choose. accepted: messages that it took for good; seen: all that
// reached it whole, taken or not.
import { createServer } from 'node:net';

export class MailServer {
  constructor() {
    this.answers = {};
    this.accepted = [];
    this.seen = [];
    this.server = createServer((socket) => this.#talk(socket));
  }

  async open() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    return this;
  }

  close() {
    this.server.close();
  }

  #talk(socket) {
    let text = '';
    let data = null;
    const say = (word, usual) => {
      const answer = this.answers[word];
      if (typeof answer === 'function') answer(socket);
      else socket.write(`${answer ?? usual}\r\n`);
      return answer === undefined || String(answer).startsWith('2') || String(answer).startsWith('3');
    };
    socket.on('error', () => {});
    say('HELLO', '220 test');
    socket.on('data', (piece) => {
      text += piece;
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (data !== null) {
          if (line !== '.') {
            data.push(line);
            continue;
          }
          const message = data.join('\r\n');
          data = null;
          this.seen.push(message);
          if (say('END', '250 taken')) this.accepted.push(message);
        } else if (/^EHLO/i.test(line)) say('EHLO', '250 test');
        else if (/^MAIL/i.test(line)) say('MAIL', '250 yes');
        else if (/^RCPT/i.test(line)) say('RCPT', '250 yes');
        else if (/^DATA/i.test(line)) {
          if (say('DATA', '354 go on')) data = [];
        } else if (/^QUIT/i.test(line)) {
          socket.end('221 bye\r\n');
        } else socket.write('250 ok\r\n');
      }
    });
  }
}
