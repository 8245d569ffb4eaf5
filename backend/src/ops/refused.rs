//! What is wrong with a configuration: the key, the place where it was said, and what to do.

use std::fmt;
use std::path::PathBuf;

/// Where a value was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// On the command line.
    Flag,
    /// In the environment.
    Variable,
    /// In a file, on a line counted from 1.
    File(PathBuf, usize),
}

/// Why nothing starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    place: String,
    why: String,
}

impl Refused {
    /// At a place that is no key: a file, a variable nobody knows.
    pub fn at(place: impl fmt::Display, why: impl fmt::Display) -> Refused {
        Refused { place: place.to_string(), why: why.to_string() }
    }

    /// About a key that was said somewhere, with its value unless that is a secret.
    pub fn about(key: &str, value: Option<&str>, place: &Place, why: impl fmt::Display) -> Refused {
        let place = match (place, value) {
            (Place::Flag, Some(value)) => format!("--{key} {value}"),
            (Place::Flag, None) => format!("--{key}"),
            (Place::Variable, Some(value)) => format!("{}={value}", variable(key)),
            (Place::Variable, None) => variable(key),
            (Place::File(path, line), Some(value)) => format!("{}, line {line}: {key} = {value}", path.display()),
            (Place::File(path, line), None) => format!("{}, line {line}: {key}", path.display()),
        };
        Refused { place, why: why.to_string() }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

impl std::error::Error for Refused {}

/// The variable of a key: `PLENUM_ROOM_SIZE` of `room-size`.
pub fn variable(key: &str) -> String {
    format!("PLENUM_{}", key.replace('-', "_").to_ascii_uppercase())
}
