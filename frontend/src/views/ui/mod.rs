//! Building blocks of all screens: elements, icons, components, sentences.

pub mod addressee;
pub mod attendance;
pub mod components;
pub mod dialog_screens;
pub mod dom;
pub mod header;
pub mod heading;
pub mod help;
pub mod icons;
pub mod keeping;
pub mod language;
pub mod modal;
pub mod names;
pub mod own_device;
pub mod own_picture;
pub mod passphrase;
pub mod room_screens;
pub mod rows;
pub mod sentences;
pub mod settings_section;
pub mod told;
pub mod tools;
