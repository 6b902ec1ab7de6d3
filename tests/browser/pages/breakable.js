// Keeps hold of the program's memory, so that a test can break the program as a stray write would: whatever it
// does next, it does with nonsense, and stops.
{
  const memories = [];
  const keep = (result) => {
    const instance = result.instance ?? result;
    memories.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory));
    return result;
  };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = (...args) => original.apply(WebAssembly, args).then(keep);
  }
  window.breakProgram = () => new Uint8Array(memories.at(-1).buffer).fill(0xff);
}
