#!/usr/bin/env node
// A `claude` that does what the last deed of its prompt says (`contract.test.ts`), in claude's own events.
const prompt = process.argv[process.argv.indexOf('-p') + 1] ?? '';
const [, encoded = ''] = /DEED:([^.]*)\./.exec(prompt) ?? [];
const deed = JSON.parse(Buffer.from(encoded, 'base64').toString());

const print = (event) => process.stdout.write(`${JSON.stringify({ session_id: '5e551011-0000-4000-8000-000000000000', ...event })}\n`);
const result = (more) => print({ type: 'result', subtype: 'success', is_error: false, terminal_reason: 'completed', permission_denials: [], ...more });

print({ type: 'system', subtype: 'init' });
if (deed.do === 'hang') setInterval(() => {}, 1000);
else if (deed.do === 'fail') {
  process.stderr.write('Error: cannot do that\n');
  process.exitCode = 1;
} else {
  const text = deed.do === 'answer' ? deed.text : 'x'.repeat(deed.bytes);
  print({ type: 'assistant', message: { content: [{ type: 'text', text }] } });
  result({ result: text });
}
