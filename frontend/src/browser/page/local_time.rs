//! Date and time as a person chooses them in a field (WHATWG HTML, local date and time strings), where they are.

use js_sys::Date;

const HOUR_MS: f64 = 3_600_000.0;

/// Now, milliseconds since 1970.
pub fn now() -> u64 {
    Date::now() as u64
}

/// A full hour that is half an hour away at least, as a field takes it: `2026-05-04T19:00`.
pub fn soon() -> String {
    let hour = (Date::now() / HOUR_MS).floor() + 2.0;
    let at = Date::new(&(hour * HOUR_MS).into());
    let two = |number: u32| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    let year = at.get_full_year().to_string();
    [&*year, "-", &two(at.get_month() + 1), "-", &two(at.get_date()), "T", &two(at.get_hours()), ":00"].concat()
}

/// The moment that somebody here means by such a value, milliseconds since 1970; `None` for what is none, and for what was before.
pub fn moment(value: &str) -> Option<u64> {
    // A date with a time and without a zone is read as the local one (ECMA-262, `Date.parse`).
    let ms = Date::parse(value);
    (ms.is_finite() && ms >= 0.0).then_some(ms as u64)
}
