//! How many pixels the picture in a `<video>` has, and whenever it has others (HTML, `resize` of a media element).

use crate::browser::base::listener::Listener;
use web_sys::HtmlVideoElement;

/// Watches until dropped.
pub struct PictureSize {
    _listeners: [Listener; 2],
}

impl PictureSize {
    /// Tells how many there are, width and height, whenever they are others.
    pub fn watch(video: &HtmlVideoElement, told: impl Fn(u16, u16) + Clone + 'static) -> PictureSize {
        let listen = |name| {
            let (video, told) = (video.clone(), told.clone());
            Listener::new(&video.clone(), name, move |_| {
                if let Some((width, height)) = now(&video) {
                    told(width, height);
                }
            })
        };
        PictureSize { _listeners: [listen("loadedmetadata"), listen("resize")] }
    }
}

/// How many it has now; none before its first frame.
pub fn now(video: &HtmlVideoElement) -> Option<(u16, u16)> {
    let size = (video.video_width(), video.video_height());
    let bounded = |pixels: u32| pixels.min(u32::from(u16::MAX)) as u16;
    (size.0 > 0 && size.1 > 0).then_some((bounded(size.0), bounded(size.1)))
}
