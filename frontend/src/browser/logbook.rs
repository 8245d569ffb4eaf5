//! The logbook: the last lines in memory for "copy debug log"; warnings also go to the console.

use crate::browser::clock;
use log::{Level, LevelFilter, Log, Metadata, Record};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use web_sys::console;

/// Lines kept: enough for the last minutes, little enough to paste.
const LINES: usize = 400;

struct Logbook(Mutex<VecDeque<String>>);

static LOGBOOK: Logbook = Logbook(Mutex::new(VecDeque::new()));

/// Everything that is logged from here on ends up in the book.
pub fn install() {
    if log::set_logger(&LOGBOOK).is_ok() {
        log::set_max_level(if cfg!(debug_assertions) { LevelFilter::Debug } else { LevelFilter::Info });
    }
}

impl Log for Logbook {
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
