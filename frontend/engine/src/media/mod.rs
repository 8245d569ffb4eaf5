//! Our own media: microphone, camera, screen share, push-to-talk, voice activity, interruptions.

pub(crate) mod interruption;
pub(crate) mod local_media;
pub(crate) mod microphone_monitor;
pub(crate) mod push_to_talk;
pub(crate) mod screen_share;
pub mod talk_key;
pub(crate) mod voice_activity;
