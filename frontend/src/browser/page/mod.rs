//! The document and its window: history, focus, full screen, clipboard, notifications, other tabs.

pub mod abilities;
pub mod clipboard;
pub mod dialog;
pub mod document;
pub mod editor;
pub mod editor_script;
pub mod element_size;
pub mod file_chooser;
pub mod files;
pub mod focus;
pub mod full_screen;
pub mod gestures;
pub mod history;
pub mod idle;
pub mod local_time;
pub mod notification;
pub mod other_tabs;
pub mod pointer;
pub mod scroll;
pub mod scroll_anchor;
pub mod style_sheet;
pub mod text_field;
pub mod text_files;
pub mod toolbar;
pub mod update;
pub mod wake_lock;
