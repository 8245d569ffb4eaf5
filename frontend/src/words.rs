//! Every sentence of the page, one function each, written by `build.rs` from `locales/*.json`.

use plenum_engine::api::view::Language;

/// A sentence without gaps, in whichever language.
pub type Word = fn(Language) -> &'static str;

include!(concat!(env!("OUT_DIR"), "/words.rs"));
