const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const frameMs = 100;

/** @type {NodeJS.WriteStream} */
let out = process.stdout;

/**
 * For commands whose standard output belongs to their results.
 *
 * @param {NodeJS.WriteStream} stream
 */
export function sayOn(stream) {
  out = stream;
}

/**
 * Says what is being done and how long it took: a moving line in a terminal, plain lines elsewhere.
 *
 * @template T
 * @param {string} label a verb first: "Install the packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const stopDrawing = out.isTTY ? draw(label, seconds) : announce(label);
  try {
    const result = await work();
    stopDrawing(`✔ ${label} (${seconds()})`);
    return result;
  } catch (error) {
    stopDrawing(`✘ ${label} (${seconds()})`);
    throw error;
  }
}

/** @param {string} label */
function announce(label) {
  out.write(`  ${label} …\n`);
  return (/** @type {string} */ last) => void out.write(`${last}\n`);
}

/**
 * @param {string} label
 * @param {() => string} seconds
 */
function draw(label, seconds) {
  let frame = 0;
  const line = () => out.write(`\r\x1b[2K${frames[frame++ % frames.length]} ${label} ${seconds()}`);
  line();
  const timer = setInterval(line, frameMs);
  return (/** @type {string} */ last) => {
    clearInterval(timer);
    out.write(`\r\x1b[2K${last}\n`);
  };
}
