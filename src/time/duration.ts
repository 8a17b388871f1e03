/** A length of time in whole microseconds, possibly negative. Every value is a safe integer (about 285 years). */
export type Microseconds = number & { readonly __brand: "Microseconds" };

/** Raised for input that is no duration, or one that whole microseconds cannot carry exactly in a number. */
export class InvalidDurationError extends Error {
	override readonly name = "InvalidDurationError";
}

/**
 * A count of microseconds as a duration.
 *
 * @throws InvalidDurationError when it is not a safe integer.
 */
export function microseconds(count: number): Microseconds {
	if (!Number.isSafeInteger(count))
		throw new InvalidDurationError(
			`Not a whole number of microseconds: ${count}`,
		);
	return count as Microseconds;
}

/**
 * Seconds as a float for the wire, such as 12.345678: the reference serializes every timedelta this way
 * (`ser_json_timedelta="float"`).
 */
export function secondsFromMicroseconds(duration: Microseconds): number {
	return duration / 1_000_000;
}

/**
 * A number of seconds as whole microseconds, rounded to the nearest one.
 *
 * @throws InvalidDurationError when it is not finite or too long.
 */
export function microsecondsFromSeconds(seconds: number): Microseconds {
	const whole = Math.trunc(seconds);
	// The fraction is scaled alone: scaling the sum would lose digits that the float still carries.
	const count = whole * 1_000_000 + Math.round((seconds - whole) * 1_000_000);
	if (!Number.isSafeInteger(count))
		throw new InvalidDurationError(
			`Not a usable number of seconds: ${seconds}`,
		);
	return count as Microseconds;
}
