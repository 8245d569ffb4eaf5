//! The lines of `check` and `verify`: what was looked at, and whether it is as it should be.

use std::fmt::Display;
use std::io::{self, Write};

/// Counts what is wrong while it says so.
#[derive(Debug, Default)]
pub struct Report {
    wrong: usize,
}

impl Report {
    /// It is as it should be.
    pub fn ok(&mut self, what: &str, how: impl Display) {
        say(format_args!("ok     {what}: {how}"));
    }

    /// Nothing is wrong, but the host should know.
    pub fn note(&mut self, what: &str, how: impl Display) {
        say(format_args!("note   {what}: {how}"));
    }

    /// It is not as it should be, and this mends it.
    pub fn wrong(&mut self, what: &str, how: impl Display, mend: impl Display) {
        self.wrong += 1;
        say(format_args!("wrong  {what}: {how}\n       To mend it: {mend}"));
    }

    /// It differs, and nobody here can mend that.
    pub fn differs(&mut self, what: &str, how: impl Display) {
        self.wrong += 1;
        say(format_args!("wrong  {what}: {how}"));
    }

    /// How many are.
    pub fn wrongs(&self) -> usize {
        self.wrong
    }
}

/// Says a line on standard output. Whoever reads it may have gone away.
pub fn say(line: impl Display) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}
