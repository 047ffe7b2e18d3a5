#!/usr/bin/env node
// A fake model server on loopback: lets the real agent CLIs (claude, codex, gemini, opencode, copilot)
// run offline, without a key. It answers PONG, or what a token in the prompt asks for:
//   SAY<<text>>  answer with that text      TOOLRUN   first call the agent's shell tool, then answer
//   CALL<<JSON>> first call the tool { "name", "input" }, offered or not, then answer
//   FAILME       HTTP 400                    RATEME    HTTP 429 with retry-after: 1
//   AUTHME       HTTP 401                    OVERME    HTTP 529
//   QUOTAME      HTTP 429, quota used up     CUTME     breaks the connection in the middle of an answer
//   HANGME       never answer                SLOW<ms>  answer after that many milliseconds
// Wire formats: Anthropic /v1/messages, OpenAI /v1/responses and /v1/chat/completions, Gemini generateContent.
//
//   PORT=18080 LOG=requests.jsonl TOOL_COMMAND='sleep 60' node fake-model-server.mjs
// PORT=0 (default) takes a free port; the first line on stdout is the base URL. LOG gets one JSON line a request,
// without credentials; BODIES gets the whole request bodies. Then, for example:
//   ANTHROPIC_BASE_URL=$URL ANTHROPIC_API_KEY=x claude -p "say SAY<<hi>>" --output-format stream-json --verbose
//   codex exec --json --skip-git-repo-check -c model_provider=fake \
//     -c 'model_providers.fake={name="fake",base_url="'$URL'/v1",wire_api="responses"}' -m any "SAY<<hi>>" < /dev/null
import fs from 'node:fs';
import http from 'node:http';

const port = Number(process.env.PORT ?? 0);
const logFile = process.env.LOG;
const bodiesFile = process.env.BODIES;
const toolCommand = process.env.TOOL_COMMAND ?? 'sleep 60';
const usage = { input: 100, output: 12 };

const server = http.createServer((req, res) => {
  let body = '';
  req.on('data', (chunk) => (body += chunk));
  req.on('end', () => respond(req, res, body));
});
server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => process.exit(0));

function respond(req, res, body) {
  const json = parse(body);
  const text = JSON.stringify(json);
  const tools = toolNames(json);
  log({ method: req.method, url: req.url, model: json.model, tools, bytes: body.length });
  if (bodiesFile) fs.appendFileSync(bodiesFile, `${JSON.stringify(json)}\n`);
  if (/count_tokens/.test(req.url)) return sendJson(res, 200, { input_tokens: 10 });
  if (/\/models/.test(req.url) && req.method === 'GET') return sendJson(res, 200, { data: [{ id: 'fake', object: 'model' }] });
  if (/HANGME/.test(text)) return;
  if (/CUTME/.test(text)) return cut(res);
  if (/FAILME/.test(text)) return sendError(res, 400, 'invalid_request_error', 'INVALID_ARGUMENT');
  if (/RATEME/.test(text)) return sendError(res, 429, 'rate_limit_error', 'RESOURCE_EXHAUSTED', { 'retry-after': '1' });
  if (/QUOTAME/.test(text)) return sendError(res, 429, 'insufficient_quota', 'RESOURCE_EXHAUSTED', { 'retry-after': '3600' });
  if (/AUTHME/.test(text)) return sendError(res, 401, 'authentication_error', 'UNAUTHENTICATED');
  if (/OVERME/.test(text)) return sendError(res, 529, 'overloaded_error', 'UNAVAILABLE', { 'retry-after-ms': '1500' });
  const toolDone = /tool_result|function_call_output|"role":"tool"|functionResponse/.test(text);
  const ask = {
    model: json.model,
    stream: json.stream,
    tools,
    reply: lastSay(text) ?? 'PONG',
    useTool: /TOOLRUN/.test(text) && !toolDone,
    call: toolDone ? null : lastCall(text),
    toolDone,
    text,
  };
  const delay = Number(/SLOW(\d+)/.exec(text)?.[1] ?? 0);
  setTimeout(() => answer(req.url, res, ask), delay);
}

function answer(url, res, ask) {
  if (/\/v1\/messages/.test(url)) return anthropic(res, ask);
  if (/\/responses/.test(url)) return openaiResponses(res, ask);
  if (/chat\/completions/.test(url)) return openaiChat(res, ask);
  if (/generateContent/i.test(url)) return gemini(res, ask, /stream/i.test(url));
  return sendJson(res, 404, {});
}

function anthropic(res, { model, stream, tools, reply, useTool, call, toolDone }) {
  const counts = { input_tokens: usage.input, output_tokens: 5, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  const message = { id: 'msg_fake', type: 'message', role: 'assistant', model, stop_reason: null, stop_sequence: null, usage: counts };
  if (!stream) return sendJson(res, 200, { ...message, content: [{ type: 'text', text: reply }], stop_reason: 'end_turn' });
  const events = [{ type: 'message_start', message: { ...message, content: [] } }];
  const callTool = (name, input) =>
    events.push(
      { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: `toolu_${name}`, name, input: {} } },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: usage.output } },
    );
  if (tools.includes('StructuredOutput') && !toolDone) callTool('StructuredOutput', parse(reply, { ok: true }));
  else if (call) callTool(call.name, call.input);
  else if (useTool && tools.includes('Bash')) callTool('Bash', { command: toolCommand, description: 'asked by the test' });
  else
    events.push(
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: reply } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: usage.output } },
    );
  events.push({ type: 'message_stop' });
  sendEvents(res, events, true);
}

function openaiResponses(res, { model, tools, reply, useTool, call }) {
  const response = { id: 'resp_fake', object: 'response', created_at: 1, status: 'in_progress', model, output: [] };
  const shell = tools.find((name) => /exec_command|shell|bash/.test(name));
  const asked = call ?? (useTool && shell ? { name: shell, input: shellArguments(shell) } : null);
  const item = asked
    ? { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: asked.name, arguments: JSON.stringify(asked.input), status: 'completed' }
    : { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: reply, annotations: [] }] };
  const counts = {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: 20 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: 3 },
    total_tokens: 112,
  };
  const events = [
    { type: 'response.created', response },
    { type: 'response.output_item.added', output_index: 0, item: item.type === 'message' ? { ...item, content: [], status: 'in_progress' } : item },
    ...(item.type === 'message' ? [{ type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: reply }] : []),
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { ...response, status: 'completed', output: [item], usage: counts } },
  ];
  sendEvents(
    res,
    events.map((event, sequence_number) => ({ ...event, sequence_number })),
    true,
  );
}

function shellArguments(name) {
  if (name === 'exec_command') return { cmd: toolCommand, yield_time_ms: 30000 };
  if (name === 'bash') return { command: toolCommand, description: 'asked by the test' };
  return { command: ['bash', '-lc', toolCommand] };
}

function openaiChat(res, { model, stream, tools, reply, useTool, call: named }) {
  const chunk = { id: 'chat_fake', object: 'chat.completion.chunk', created: 1, model };
  const counts = { prompt_tokens: usage.input, completion_tokens: usage.output, total_tokens: 112 };
  if (!stream)
    return sendJson(res, 200, {
      ...chunk,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: reply }, finish_reason: 'stop' }],
      usage: counts,
    });
  const shell = tools.find((name) => /^(bash|shell)$/.test(name));
  const run = { name: shell, input: { command: toolCommand, description: 'asked by the test', initial_wait: 600, mode: 'sync' } };
  const asked = named ?? (useTool && shell ? run : null);
  const call = asked && { index: 0, id: 'call_1', type: 'function', function: { name: asked.name, arguments: JSON.stringify(asked.input) } };
  const first = call ? { role: 'assistant', tool_calls: [call] } : { role: 'assistant', content: reply };
  const finish = call ? 'tool_calls' : 'stop';
  sendEvents(res, [
    { ...chunk, choices: [{ index: 0, delta: first }] },
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: finish }], usage: counts },
    '[DONE]',
  ]);
}

function gemini(res, { tools, reply, useTool, call, text }, stream) {
  const wantsJson = /responseSchema|responseJsonSchema/.test(text);
  const json = '{"reasoning":"x","model_choice":"flash","next_speaker":"user","complexity_score":1,"complexity_reasoning":"x"}';
  const run = { name: 'run_shell_command', input: { command: toolCommand, description: 'asked by the test' } };
  const asked = call ?? (useTool && tools.includes(run.name) ? run : null);
  const part = asked && !wantsJson ? { functionCall: { name: asked.name, args: asked.input } } : { text: wantsJson ? json : reply };
  const response = {
    candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: usage.input, candidatesTokenCount: usage.output, totalTokenCount: 112, cachedContentTokenCount: 0 },
    modelVersion: 'fake',
  };
  return stream ? sendEvents(res, [response]) : sendJson(res, 200, response);
}

function toolNames(json) {
  return (json.tools ?? []).flatMap((tool) => tool.functionDeclarations?.map((f) => f.name) ?? [tool.name ?? tool.function?.name]).filter(Boolean);
}

function lastSay(text) {
  return [...text.matchAll(/SAY<<(.*?)>>/g)].at(-1)?.[1].replaceAll('\\"', '"').replaceAll('\\n', '\n');
}

function lastCall(text) {
  const json = [...text.matchAll(/CALL<<(.*?)>>/g)].at(-1)?.[1].replaceAll('\\"', '"');
  return json === undefined ? null : parse(json, null);
}

/** A part of an answer in either wire format, then nothing. */
function cut(res) {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const delta = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'half' }, choices: [{ index: 0, delta: { content: 'half' } }] };
  res.write(`event: content_block_delta\ndata: ${JSON.stringify(delta)}\n\n`, () => res.destroy());
}

function parse(text, fallback = {}) {
  try {
    return JSON.parse(text);
  } catch {
    return fallback;
  }
}

function sendJson(res, status, value, headers = {}) {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify(value));
}

function sendError(res, status, type, name, headers) {
  const message = type === 'insufficient_quota' ? 'You exceeded your current quota' : `fake ${status}`;
  sendJson(res, status, { type: 'error', error: { type, message, code: status, status: name } }, headers);
}

function sendEvents(res, events, named = false) {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) {
    if (named && event.type) res.write(`event: ${event.type}\n`);
    res.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
  }
  res.end();
}

function log(entry) {
  if (logFile) fs.appendFileSync(logFile, `${JSON.stringify(entry)}\n`);
}
