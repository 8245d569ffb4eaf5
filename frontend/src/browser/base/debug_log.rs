//! The debug log: the last lines in memory for "copy debug log"; warnings also go to the console.

use crate::browser::base::{bindings, clock};
use log::{Level, LevelFilter, Log, Metadata, Record};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use web_sys::console;

/// Lines kept: enough for the last minutes, little enough to paste.
const LINES: usize = 400;

struct DebugLog(Mutex<VecDeque<String>>);

static DEBUG_LOG: DebugLog = DebugLog(Mutex::new(VecDeque::new()));

/// Everything that is logged from here on is kept in it.
pub fn install() {
    if log::set_logger(&DEBUG_LOG).is_ok() {
        log::set_max_level(if cfg!(debug_assertions) { LevelFilter::Debug } else { LevelFilter::Info });
    }
}

impl Log for DebugLog {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{} {} {}", clock::now().0, record.level(), record.args());
        match record.level() {
            Level::Error => console::error_1(&line.as_str().into()),
            Level::Warn => console::warn_1(&line.as_str().into()),
            Level::Info | Level::Debug | Level::Trace => {}
        }
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    fn flush(&self) {}
}

/// The text that a person may hand on: which browser, how things stand, and the last lines.
pub fn copy(report: &str) -> String {
    let browser = bindings::get(&bindings::navigator(), "userAgent").as_string().unwrap_or_default();
    let now = clock::now().0;
    let lines = DEBUG_LOG.0.lock().unwrap_or_else(PoisonError::into_inner);
    let lines = lines.iter().map(|line| scrub(line) + "\n").collect::<String>();
    ["Plenum ", env!("CARGO_PKG_VERSION"), ", ", &browser, "\n", &now.to_string(), " ms\n", report, &lines].concat()
}

/// A word so long may be a key, a link or its code.
const SECRET: usize = 20;

/// The same line without whatever could be an address or a secret. Nothing of the kind should be in it anyway.
fn scrub(line: &str) -> String {
    let word = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let marks = |mark: char| word.matches(mark).count();
        let address = digits > 0 && (marks('.') >= 3 || marks(':') >= 2);
        let secret = word.len() >= SECRET && (digits > 0 || word.contains(['#', '/']));
        if address || secret { "…".to_owned() } else { word.to_owned() }
    };
    line.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_secrets_leave_the_log() {
        for (line, scrubbed) in [
            ("12 WARN candidate 192.0.2.7 refused", "12 WARN candidate … refused"),
            ("host 192.0.2.7:5000 and [2001:db8::1]:443", "host … and …"),
            ("at https://meet.example/#abc1", "at …"),
            ("key 0123456789abcdefghjkmnpqrs", "key …"),
            ("3 INFO a channel did not take 65536 bytes", "3 INFO a channel did not take 65536 bytes"),
        ] {
            assert_eq!(scrub(line), scrubbed);
        }
    }
}
