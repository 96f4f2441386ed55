// @ts-check
/** PyTorch beside the bench page: `tests/bench/torch_epochs.py`, asked a line at a time. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "./harness.js";

export class PyTorch {
  #program;
  #answers;

  /** @param {string} python  one that can `import torch` */
  constructor(python) {
    this.#program = spawn(python, ["tests/bench/torch_epochs.py"], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
    this.#answers = createInterface({ input: this.#program.stdout })[Symbol.asyncIterator]();
  }

  /** @param {string} order  JSON @returns {Promise<string>} JSON */
  async ask(order) {
    this.#program.stdin.write(`${order}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error("PyTorch ended; what it said is above.");
    return value;
  }

  stop() {
    this.#program.kill();
  }
}
