//! Time as an input: milliseconds of Unix time, told by whoever calls the document.

use std::ops::Add;

/// A moment, in milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Time(pub u64);

impl Time {
    /// Milliseconds from `earlier` to here; 0 if it is not earlier.
    pub fn since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// `time + milliseconds`.
impl Add<u64> for Time {
    type Output = Time;
    fn add(self, ms: u64) -> Time {
        Time(self.0.saturating_add(ms))
    }
}

/// The earlier of two deadlines, where `None` means never.
pub fn soonest(a: Option<Time>, b: Option<Time>) -> Option<Time> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}

/// A length of time as people write it: `1:05`, `2:00:00`, and `3 d 2:00:00` of more than a day.
pub fn clock_time(ms: u64) -> String {
    let seconds = ms / 1_000;
    let [days, hours, minutes] = [seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60];
    let mut out = String::new();
    if days > 0 {
        out.extend([days.to_string().as_str(), " d "]);
    }
    let long = seconds >= 3_600;
    if long {
        out.extend([hours.to_string().as_str(), ":"]);
    }
    let two = |out: &mut String, number: u64, pad: bool| {
        out.push_str(if pad && number < 10 { "0" } else { "" });
        out.push_str(&number.to_string());
    };
    two(&mut out, minutes, long);
    out.push(':');
    two(&mut out, seconds % 60, true);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_told_as_people_write_them() {
        for (seconds, told) in [
            (0, "0:00"),
            (9, "0:09"),
            (65, "1:05"),
            (600, "10:00"),
            (3_599, "59:59"),
            (3_600, "1:00:00"),
            (45_296, "12:34:56"),
            (86_400, "1 d 0:00:00"),
            (3 * 86_400 + 7_205, "3 d 2:00:05"),
        ] {
            assert_eq!(clock_time(seconds * 1_000 + 999), told);
        }
    }
}
