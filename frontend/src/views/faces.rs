//! The faces of one tile, camera or screen: the picture that is shown, and unseen beside it the one that is to take its place.
//!
//! Each connection has a `<video>` of its own. The fresh one waits hidden until its first frame is there; then the class
//! is its own and the old one goes, in one go: nobody sees a black frame.

use crate::browser::stage;
use crate::views::dom::memo;
use crate::views::ways::Video;
use leptos::prelude::*;
use plenum_engine::ids::ConnectionId;
use plenum_engine::view::{Person, Spot, Stream};

/// One `<video>` per connection; what stays stays in place. `picture`: the one that is shown has something to show;
/// `current` is told which one that is.
pub fn faces(spot: Spot, person: RwSignal<Person>, picture: Memo<bool>, current: RwSignal<Option<Video>>) -> AnyView {
    let connections =
        memo(move || person.with(|person| streams(person).map(|stream| stream.connection).collect::<Vec<_>>()));
    let face = move |connection| face(spot, person, picture, current, connection);
    view! { <For each=move || connections.get() key=|connection| *connection children=face /> }.into_any()
}

/// The `<video>`, which stays when there is no picture: it waits for the first frame.
fn face(
    spot: Spot,
    person: RwSignal<Person>,
    picture: Memo<bool>,
    current: RwSignal<Option<Video>>,
    connection: ConnectionId,
) -> AnyView {
    let video = Video::new();
    let ours = move |stream: &Stream| stream.connection == connection;
    let revision = memo(move || person.with(|person| streams(person).find(ours).map(|stream| stream.revision)));
    let chosen = memo(move || person.with(|person| person.stream.as_ref().is_some_and(ours)));
    Effect::new(move || {
        // Asked, not only tracked: a memo that nobody has asked follows nothing.
        revision.get();
        if let Some(video) = video.get() {
            match spot {
                Spot::Person(_) => stage::attach_person(&video, connection),
                Spot::Screen(_) => stage::attach_screen(&video, connection),
            }
        }
    });
    Effect::new(move || {
        if chosen.get() {
            current.set(Some(video));
        }
    });
    on_cleanup(move || {
        if let Some(video) = video.try_get_untracked().flatten() {
            stage::detach(&video);
        }
    });
    let classes = move || if picture.get() && chosen.get() { "face shown" } else { "face" };
    view! { <video node_ref=video class=classes autoplay playsinline></video> }.into_any()
}

fn streams(person: &Person) -> impl Iterator<Item = Stream> {
    person.stream.into_iter().chain(person.next)
}
