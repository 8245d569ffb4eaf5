//! The panel beside the tiles, and the view of all connections.

pub mod connections;
pub mod people;
pub mod sparkline;
pub mod volume;
