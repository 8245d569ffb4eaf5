//! The settings: one dialog with a section for each thing that can be chosen, and the button that opens it.

pub mod captions;
pub mod data_saver;
pub mod devices;
pub mod dialog;
pub mod keys;
pub mod opener;
pub mod picture;
pub mod sections;
pub mod sound;
pub mod sound_check;
pub mod stored;
pub mod talk;
pub mod you;
