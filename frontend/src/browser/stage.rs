//! The stage: which stream plays in which `<video>`, and whether the browser lets it be heard.

use crate::browser::failure;
use crate::browser::frames::FrameWatch;
use crate::driver::Post;
use leptos::prelude::{ArcRwSignal, Set};
use plenum_engine::event::{ConnectionNews, Event};
use plenum_engine::ids::ConnectionId;
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlVideoElement, MediaStream};

thread_local! {
    // Views know elements and connections only by value; what they mean is kept here, once per page.
    static STAGE: RefCell<Stage> = RefCell::default();
    static NEEDS_TAP: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

#[derive(Default)]
struct Stage {
    acts: HashMap<ConnectionId, Act>,
    preview: Option<MediaStream>,
    seats: Vec<(HtmlVideoElement, Shows)>,
}

/// What an element shows.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    Person(ConnectionId),
    Preview,
}

/// What one connection brings to the stage.
struct Act {
    post: Post,
    stream: Option<MediaStream>,
    revealed: bool,
    watch: Watch,
}

/// Whether somebody waits for a frame.
enum Watch {
    No,
    Wanted,
    Watching(#[expect(dead_code, reason = "held for its Drop")] FrameWatch),
}

/// Whether the browser plays nothing aloud before a tap. Then show one "Tap to hear" whose click calls [`tap`].
pub fn needs_tap() -> ArcRwSignal<bool> {
    NEEDS_TAP.with(ArcRwSignal::clone)
}

/// The person tapped: plays everything, aloud.
pub fn tap() {
    needs_tap().set(false);
    for (video, shows) in seats(|_| true) {
        video.set_muted(shows == Shows::Preview);
        play(video);
    }
}

/// Shows a connection's stream in this element, at once or as soon as it is revealed.
pub fn attach_person(video: &HtmlVideoElement, connection: ConnectionId) {
    seat(video, Shows::Person(connection));
    watch_if_wanted(connection);
}

/// Shows our own camera in this element, without sound, for as long as it is open.
pub fn attach_preview(video: &HtmlVideoElement) {
    video.set_muted(true);
    seat(video, Shows::Preview);
}

/// Shows nothing in this element any more; to be called before it goes.
pub fn detach(video: &HtmlVideoElement) {
    STAGE.with_borrow_mut(|stage| stage.seats.retain(|(other, _)| other != video));
    video.set_src_object(None);
}

/// Plays again whatever the browser has paused (iOS does, after a call or a lock).
pub fn resume() {
    for (video, _) in seats(|_| true) {
        if video.paused() && video.src_object().is_some() {
            play(video);
        }
    }
}

/// A connection begins, without a stream.
pub(super) fn enter(id: ConnectionId, post: Post) {
    let act = Act { post, stream: None, revealed: false, watch: Watch::No };
    let previous = STAGE.with_borrow_mut(|stage| stage.acts.insert(id, act));
    drop(previous);
}

/// A connection ends.
pub(super) fn leave(id: ConnectionId) {
    let act = STAGE.with_borrow_mut(|stage| stage.acts.remove(&id));
    drop(act);
    refresh(Shows::Person(id));
}

/// Whether the connection has its stream.
pub(super) fn has_stream(id: ConnectionId) -> bool {
    STAGE.with_borrow(|stage| stage.acts.get(&id).is_some_and(|act| act.stream.is_some()))
}

/// The connection has its stream.
pub(super) fn set_stream(id: ConnectionId, stream: MediaStream) {
    with_act(id, |act| act.stream = Some(stream));
    refresh(Shows::Person(id));
}

/// The fingerprint letter has opened.
pub(super) fn reveal(id: ConnectionId) {
    with_act(id, |act| act.revealed = true);
    refresh(Shows::Person(id));
    watch_if_wanted(id);
}

/// Tells once, when the next frame is decoded.
pub(super) fn watch_frame(id: ConnectionId) {
    let previous = with_act(id, |act| std::mem::replace(&mut act.watch, Watch::Wanted));
    drop(previous);
    watch_if_wanted(id);
}

/// Our own camera, or none.
pub(super) fn set_preview(stream: Option<MediaStream>) {
    STAGE.with_borrow_mut(|stage| stage.preview = stream);
    refresh(Shows::Preview);
}

// Invariant: the stage is borrowed for lookups only; elements are touched, and events posted, after it is free again.

fn with_act<T>(id: ConnectionId, change: impl FnOnce(&mut Act) -> T) -> Option<T> {
    STAGE.with_borrow_mut(|stage| stage.acts.get_mut(&id).map(change))
}

fn seats(which: impl Fn(Shows) -> bool) -> Vec<(HtmlVideoElement, Shows)> {
    STAGE.with_borrow(|stage| stage.seats.iter().filter(|(_, shows)| which(*shows)).cloned().collect())
}

fn seat(video: &HtmlVideoElement, shows: Shows) {
    // Elements that went without a word would play on unseen.
    let gone = |(other, _): &mut (HtmlVideoElement, Shows)| other != video && !other.is_connected();
    let gone: Vec<_> = STAGE.with_borrow_mut(|stage| {
        let gone = stage.seats.extract_if(.., gone).collect();
        stage.seats.retain(|(other, _)| other != video);
        stage.seats.push((video.clone(), shows));
        gone
    });
    for (other, _) in gone {
        other.set_src_object(None);
    }
    present(video, shows);
}

fn refresh(shows: Shows) {
    for (video, _) in seats(|one| one == shows) {
        present(&video, shows);
    }
}

fn present(video: &HtmlVideoElement, shows: Shows) {
    let stream = STAGE.with_borrow(|stage| match shows {
        // Invariant: before it is revealed, a stream is attached to nothing: dark and silent.
        Shows::Person(id) => stage.acts.get(&id).filter(|act| act.revealed).and_then(|act| act.stream.clone()),
        Shows::Preview => stage.preview.clone(),
    });
    if video.src_object() == stream {
        return;
    }
    video.set_src_object(stream.as_ref());
    if stream.is_some() {
        play(video.clone());
    }
}

fn play(video: HtmlVideoElement) {
    let Ok(playing) = video.play() else { return };
    spawn_local(async move {
        let Err(error) = JsFuture::from(playing).await else { return };
        // Anything else is an interruption by the next stream, which is played in its turn.
        if failure::name(&error) == "NotAllowedError" && !video.muted() {
            // The picture at least.
            video.set_muted(true);
            play(video);
            needs_tap().set(true);
        }
    });
}

fn watch_if_wanted(id: ConnectionId) {
    let wanted = with_act(id, |act| (matches!(act.watch, Watch::Wanted) && act.revealed).then(|| act.post.clone()));
    let Some(post) = wanted.flatten() else { return };
    let Some((video, _)) = seats(|shows| shows == Shows::Person(id)).pop() else { return };
    let seen = move || {
        let watch = with_act(id, |act| std::mem::replace(&mut act.watch, Watch::No));
        drop(watch);
        post.post(Event::Connection { id, news: ConnectionNews::FrameDecoded });
    };
    let watch = FrameWatch::new(&video, seen);
    with_act(id, |act| act.watch = Watch::Watching(watch));
}
