export * from './index.js';

/** What the program is made of: its address, its bytes, the answer of a server, or the compiled module. */
export type Program = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** Where it comes from. A function is asked when the program is needed, and again when that failed. */
export type ProgramSource = Program | Promise<Program> | (() => Program | Promise<Program>);

/**
 * Says where the program's two parts, `@vizochok/widget/program_bg.wasm` and `@vizochok/widget/conversation_bg.wasm` of the
 * same version, come from; to be called before the first `mount()`. The second is asked for with the first message.
 */
export function setProgram(sources: { program: ProgramSource; conversation: ProgramSource }): void;
