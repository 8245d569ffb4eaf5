//! What can be chosen: devices, data saver, how one talks and listens.

pub mod data_saver;
pub mod menu;
pub mod menu_opener;
pub mod sound;
pub mod stored;
pub mod talk;
