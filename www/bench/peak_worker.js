// @ts-check
/** The yardstick: how fast this machine multiplies matrices in WebAssembly at best. A piece of it counts as an epoch. */
import { learnWith } from "./learning.js";
import { PRODUCTS, SIDE, product } from "./product.js";

learnWith(async () => {
  const { run } = await product(SIDE, (row, column) => Math.sin(row + 7 * column), (row, column) => Math.cos(3 * row - column));
  return {
    epoch: () => {
      for (let time = 0; time < PRODUCTS; time += 1) run();
      return { reconstruction: 0, kl: 0 };
    },
  };
});
