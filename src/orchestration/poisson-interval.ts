/** Delays spread as the waiting times of a Poisson process are, so that many waiting runs do not wake at once. */

/** Keeps the logarithm's argument off zero, as the reference does. */
const SMALLEST_PROBABILITY = 1e-10;

/** From here on 2^k - 1 and 2^k are the same to a float, and the lower bound is 0. */
const LARGEST_MULTIPLE = 50;

/**
 * A random interval between `averageInterval` times (1 + `clampingFactor`) and the lower bound that leaves as much
 * probability below the median as above, in the unit of `averageInterval`. An average of 0 or less gives 0. `random`
 * yields [0, 1). Reference: clamped_poisson_interval in utilities/math.py, to the last bit for the same randomness.
 *
 * @throws RangeError when `clampingFactor` is not positive.
 */
export function clampedPoissonInterval(averageInterval: number, clampingFactor: number, random: () => number): number {
  if (clampingFactor <= 0) throw new RangeError(`A clamping factor has to be positive: ${clampingFactor}`);
  if (averageInterval <= 0) return 0;
  const upperMultiple = 1 + clampingFactor;
  const upper = exponentialDistribution(averageInterval * upperMultiple, averageInterval);
  const lower = exponentialDistribution(Math.max(0, averageInterval * lowerMultiple(upperMultiple)), averageInterval);
  const quantile = lower + (upper - lower) * random();
  return -Math.log(Math.max(1 - quantile, SMALLEST_PROBABILITY)) * averageInterval;
}

function exponentialDistribution(value: number, average: number): number {
  return 1 - Math.exp(-(1 / average) * value);
}

function lowerMultiple(upperMultiple: number): number {
  if (upperMultiple >= LARGEST_MULTIPLE) return 0;
  const power = 2 ** upperMultiple;
  return Math.log(Math.max(power / (power - 1), SMALLEST_PROBABILITY)) / Math.LN2;
}
