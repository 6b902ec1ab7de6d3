/**
 * Resolves in the next task. The program is started, its objects are made and are mounted in tasks of their own: at
 * once they would be a long one on a slow machine. Not a timer: those are held back in a hidden page, and pages have
 * clocks of their own.
 */
export function nextTask() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}
