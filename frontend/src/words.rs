//! Every sentence of the page, one function each, written by `build.rs` from `locales/*.json`.

use plenum_engine::view::Language;

include!(concat!(env!("OUT_DIR"), "/words.rs"));
