//! The panel beside the tiles, a sheet on phones: a row of tabs, and under it what the chosen one shows.

pub mod connections;
pub mod document;
pub mod encryption;
pub mod people;
pub mod play_file;
pub mod sparkline;
pub mod splitter;
pub mod tabs;
pub mod volume;
