//! Preview of our own camera in the `<video>`s of the page: the lobby shows it before the room chunk is here.

use crate::browser::media::audio_element;
use std::cell::RefCell;
use web_sys::{HtmlMediaElement, HtmlVideoElement, MediaStream};

thread_local! {
    // Views know elements only; what they show is kept here, once per page.
    static PREVIEW: RefCell<Preview> = RefCell::default();
}

#[derive(Default)]
struct Preview {
    stream: Option<MediaStream>,
    seats: Vec<HtmlVideoElement>,
}

/// Shows our own camera in this element, without sound, for as long as it is open.
pub fn attach(video: &HtmlVideoElement) {
    let left: Vec<_> = PREVIEW.with_borrow_mut(|preview| {
        // Elements that went without a word would play on unseen.
        let left = preview.seats.extract_if(.., |other| other == video || !other.is_connected()).collect();
        preview.seats.push(video.clone());
        left
    });
    left.iter().filter(|other| *other != video).for_each(|other| other.set_src_object(None));
    show(video);
}

/// Shows nothing in this element any more; to be called before it goes.
pub fn detach(video: &HtmlVideoElement) {
    PREVIEW.with_borrow_mut(|preview| preview.seats.retain(|other| other != video));
    video.set_src_object(None);
}

/// Our own camera, or none.
pub fn set(stream: Option<MediaStream>) {
    let seats = PREVIEW.with_borrow_mut(|preview| {
        preview.stream = stream;
        preview.seats.clone()
    });
    seats.iter().for_each(show);
}

/// Plays again what the browser has paused.
pub fn resume() {
    let seats = PREVIEW.with_borrow(|preview| preview.seats.clone());
    seats.iter().filter(|video| video.paused() && video.src_object().is_some()).for_each(play);
}

fn show(video: &HtmlVideoElement) {
    let stream = PREVIEW.with_borrow(|preview| preview.stream.clone());
    if video.src_object() != stream {
        // Mute, so that browsers play it without a tap.
        video.set_muted(true);
        video.set_src_object(stream.as_ref());
        if stream.is_some() {
            play(video);
        }
    }
}

fn play(video: &HtmlVideoElement) {
    let media: &HtmlMediaElement = video;
    audio_element::play(media, || log::warn!("the own picture waits for a tap"));
}
