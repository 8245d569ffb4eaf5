//! How one sender shall send (W3C WebRTC, `RTCRtpSendParameters`).

/// What a sender is told (W3C `RTCRtpEncodingParameters`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// `active`: false sends nothing at all.
    pub active: bool,
    /// `maxBitrate`, bits per second.
    pub bitrate: u32,
    /// Of pictures only.
    pub picture: Option<Measure>,
}

/// How a camera begins, before anybody has said what they show of it.
pub const CAMERA_AT_FIRST: Parameters =
    Parameters { active: true, bitrate: 340_000, picture: Some(Measure { lines: 360, rate: 20 }) };

/// How large and how often pictures are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Pixels of the shorter side; `scaleResolutionDownBy` is the track's shorter side at that moment over this, at least 1.
    pub lines: u16,
    /// Pictures per second that are to arrive; `maxFramerate` is a little more.
    pub rate: u8,
}

/// How large our camera is captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CameraSize {
    /// 1280 × 720, as every camera is opened.
    #[default]
    Large,
    /// 640 × 360.
    Small,
}
