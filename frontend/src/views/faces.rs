//! The faces of one person: the picture that is shown, and unseen beside it the one that is to take its place.
//!
//! Each connection has a `<video>` of its own. The fresh one waits hidden until its first frame is there; then the class
//! is its own and the old one goes, in one go: nobody sees a black frame.

use crate::browser::stage;
use crate::views::dom::memo;
use leptos::html;
use leptos::prelude::*;
use plenum_engine::ids::ConnectionId;
use plenum_engine::view::{Person, Stream};

/// One `<video>` per connection; what stays stays in place. `picture`: the one that is shown has something to show.
pub fn faces(person: RwSignal<Person>, picture: Memo<bool>) -> AnyView {
    let connections =
        memo(move || person.with(|person| streams(person).map(|stream| stream.connection).collect::<Vec<_>>()));
    let face = move |connection| face(person, picture, connection);
    view! { <For each=move || connections.get() key=|connection| *connection children=face /> }.into_any()
}

/// The `<video>`, which stays when there is no picture: it waits for the first frame.
fn face(person: RwSignal<Person>, picture: Memo<bool>, connection: ConnectionId) -> AnyView {
    let video = NodeRef::<html::Video>::new();
    let ours = move |stream: &Stream| stream.connection == connection;
    let revision = memo(move || person.with(|person| streams(person).find(ours).map(|stream| stream.revision)));
    let shown = memo(move || picture.get() && person.with(|person| person.stream.as_ref().is_some_and(ours)));
    Effect::new(move || {
        // Asked, not only tracked: a memo that nobody has asked follows nothing.
        revision.get();
        if let Some(video) = video.get() {
            stage::attach_person(&video, connection);
        }
    });
    on_cleanup(move || {
        if let Some(video) = video.try_get_untracked().flatten() {
            stage::detach(&video);
        }
    });
    let classes = move || if shown.get() { "face shown" } else { "face" };
    view! { <video node_ref=video class=classes autoplay playsinline></video> }.into_any()
}

fn streams(person: &Person) -> impl Iterator<Item = Stream> {
    person.stream.into_iter().chain(person.next)
}
