//! Media devices, local tracks and media elements: capture and playback.

pub mod audio_context;
pub mod audio_element;
pub mod background;
pub mod capture;
pub mod capture_errors;
pub mod chime;
pub mod constraints;
pub mod devices;
pub mod examination;
pub mod file_playback;
pub mod interruptions;
pub mod local_tracks;
pub mod media_elements;
pub mod media_session;
pub mod meter;
pub mod picture_size;
pub mod preview;
pub mod remote_streams;
pub mod screen_capture;
pub mod sound_check;
pub mod video_frames;
