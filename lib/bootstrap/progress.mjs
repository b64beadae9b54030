const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const frameMs = 100;

/**
 * Says on standard output what is being done and how long it took: a moving line in a terminal, plain lines elsewhere.
 *
 * @template T
 * @param {string} label a verb first: "Install the packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const stopDrawing = process.stdout.isTTY ? draw(label, seconds) : announce(label);
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
  process.stdout.write(`  ${label} …\n`);
  return (/** @type {string} */ last) => void process.stdout.write(`${last}\n`);
}

/**
 * @param {string} label
 * @param {() => string} seconds
 */
function draw(label, seconds) {
  let frame = 0;
  const line = () =>
    process.stdout.write(`\r\x1b[2K${frames[frame++ % frames.length]} ${label} ${seconds()}`);
  line();
  const timer = setInterval(line, frameMs);
  return (/** @type {string} */ last) => {
    clearInterval(timer);
    process.stdout.write(`\r\x1b[2K${last}\n`);
  };
}
