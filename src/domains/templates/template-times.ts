/** Python's datetime and timedelta, as templates see them. */
import { formatInstant, type Instant } from "../../time/instant.ts";
import { roundedHalfEven } from "./python-numbers.ts";
import { pythonRepr } from "./python-text.ts";
import { TemplateRenderError } from "./template-error.ts";

/** A moment. Python writes it with a space and an offset, unless it is naive: one of a clock that names no zone. */
export class Moment {
  readonly instant: Instant;
  readonly isNaive: boolean;
  constructor(instant: Instant, isNaive = false) {
    this.instant = instant;
    this.isNaive = isNaive;
  }

  /** isoformat(), or with another separator str(). */
  text(separator = "T"): string {
    const [date = "", time = ""] = formatInstant(this.instant).replace("Z", "").split("T");
    return `${date}${separator}${time.replace(/\.000000$/, "")}${this.isNaive ? "" : "+00:00"}`;
  }

  /** repr(); of a naive one as Python's own datetime has it. */
  repr(): string {
    if (!this.isNaive) return pythonRepr(this.text());
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0] = this.text()
      .split(/[-T:.]/)
      .map(Number);
    const rest = fraction !== 0 ? [second, fraction] : second !== 0 ? [second] : [];
    return `datetime.datetime(${[year, month, day, hour, minute, ...rest].join(", ")})`;
  }
}

const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;
/** timedelta.max. */
const MOST_DAYS = 999_999_999n;

/** The quotient and the rest, which is never negative. */
function divided(value: bigint, by: bigint): readonly [bigint, bigint] {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
}

function two(value: bigint): string {
  return String(value).padStart(2, "0");
}

/** A length of time. */
export class TimeDelta {
  readonly microseconds: bigint;

  /** @throws TemplateRenderError OverflowError for one that Python's timedelta has no room for */
  constructor(microseconds: bigint) {
    const [days] = divided(microseconds, DAY);
    if (days > MOST_DAYS || days < -MOST_DAYS) {
      throw new TemplateRenderError("OverflowError", `days=${days}; must have magnitude <= ${MOST_DAYS}`);
    }
    this.microseconds = microseconds;
  }

  /** timedelta(seconds=...) of a finite number, to the nearest microsecond. */
  static ofSeconds(seconds: number): TimeDelta {
    const whole = Math.trunc(seconds);
    return new TimeDelta(BigInt(whole) * SECOND + BigInt(roundedHalfEven((seconds - whole) * Number(SECOND))));
  }

  /** Days, seconds and microseconds; only the days may be negative. */
  get parts(): { readonly days: bigint; readonly seconds: bigint; readonly microseconds: bigint } {
    const [days, rest] = divided(this.microseconds, DAY);
    const [seconds, microseconds] = divided(rest, SECOND);
    return { days, seconds, microseconds };
  }

  /** total_seconds(). */
  get seconds(): number {
    return Number(this.microseconds) / Number(SECOND);
  }

  /** str(). */
  text(): string {
    const { days, seconds, microseconds } = this.parts;
    const name = days === 1n || days === -1n ? "day" : "days";
    const [minutes, rest] = divided(seconds, 60n);
    const time = `${minutes / 60n}:${two(minutes % 60n)}:${two(rest)}`;
    const fraction = microseconds === 0n ? "" : `.${String(microseconds).padStart(6, "0")}`;
    return `${days === 0n ? "" : `${days} ${name}, `}${time}${fraction}`;
  }

  /** repr(). */
  repr(): string {
    const named = Object.entries(this.parts).filter(([, amount]) => amount !== 0n);
    const parts = named.map(([name, amount]) => `${name}=${amount}`).join(", ");
    return `datetime.timedelta(${parts === "" ? "0" : parts})`;
  }
}
