// The shipped program with a memory that cannot grow beyond 4 MiB: what it asks for then is refused by the engine, as
// on a machine that has no more.
import { VIZOCHOKWidget, setProgram } from '/vizochok/slim.js';
import { start } from './start.js';

const MEMORY_SECTION = 5;
/** Of 64 KiB each. */
const MOST_PAGES = 64;

/** A number in LEB128 at `at`, and where it ends. */
function leb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

/** The program with a limit in its only memory, which has none. */
function cramped(bytes) {
  let at = 8;
  for (;;) {
    const begin = at;
    const id = bytes[at];
    const [size, content] = leb(bytes, at + 1);
    at = content + size;
    if (id !== MEMORY_SECTION) continue;
    const [count, hasMost, ...least] = bytes.subarray(content, at);
    if (count !== 1 || hasMost !== 0) throw new Error('the memory has a limit already');
    const limited = [count, 1, ...least, MOST_PAGES];
    return new Uint8Array([...bytes.subarray(0, begin), MEMORY_SECTION, limited.length, ...limited, ...bytes.subarray(at)]);
  }
}

const program = fetch('/vizochok/program_bg.wasm').then(async (answer) => cramped(new Uint8Array(await answer.arrayBuffer())));
setProgram({ program: () => program, conversation: '/vizochok/conversation_bg.wasm' });
start(VIZOCHOKWidget);
