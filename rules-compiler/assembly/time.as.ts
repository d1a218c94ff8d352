/** Times as text, in UTC. */
import { addByte, addDigits, beginText, endText } from './scratch';

const SECOND: u64 = 1000000000;
const DAY: u64 = 86400;

function addClock(seconds: u64): void {
  addDigits(seconds / 3600, 10, 2);
  addByte(0x3a);
  addDigits((seconds / 60) % 60, 10, 2);
  addByte(0x3a);
  addDigits(seconds % 60, 10, 2);
}

/** Year, month and day of a number of days since 1970, by the count of days in four hundred years. */
function addDate(days: u64): void {
  const shifted = days + 719468;
  const era = shifted / 146097;
  const day = shifted % 146097;
  const year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  const ofYear = day - (365 * year + year / 4 - year / 100);
  const month = (5 * ofYear + 2) / 153;
  const calendar = month < 10 ? month + 3 : month - 9;
  addDigits(year + era * 400 + (calendar <= 2 ? 1 : 0), 10, 4);
  addByte(0x2d);
  addDigits(calendar, 10, 2);
  addByte(0x2d);
  addDigits(ofYear - (153 * month + 2) / 5 + 1, 10, 2);
}

function addFraction(ns: u64): void {
  addByte(0x2e);
  addDigits(ns % SECOND, 10, 9);
}

/** `20:36:22.015428541`, the fraction only if wanted. */
export function evt_time(ns: u64, fraction: bool): u64 {
  const start = beginText();
  addClock((ns / SECOND) % DAY);
  if (fraction) addFraction(ns);
  return endText(start);
}

/** `2026-11-23 20:36:22.015428541`, the fraction only if wanted. */
export function evt_datetime(ns: u64, fraction: bool): u64 {
  const start = beginText();
  addDate(ns / SECOND / DAY);
  addByte(0x20);
  addClock((ns / SECOND) % DAY);
  if (fraction) addFraction(ns);
  return endText(start);
}

/** `2026-11-23T20:36:22.015428541+0000`. */
export function evt_time_iso8601(ns: u64): u64 {
  const start = beginText();
  addDate(ns / SECOND / DAY);
  addByte(0x54);
  addClock((ns / SECOND) % DAY);
  addFraction(ns);
  addByte(0x2b);
  addDigits(0, 10, 4);
  return endText(start);
}
