//! The pictures of one tile, camera or screen: the picture that is shown, and unseen beside it the one that is to take its place.
//!
//! Each connection has a `<video>` of its own. The fresh one waits hidden until its first frame is there; then the class
//! is its own and the old one goes, in one go: nobody sees a black frame. Before there is a connection, a first `<video>`
//! is there already: browsers take a while to get one going. A `<video>` that floats in a window of its own
//! would take that window with it, so it stays and shows the fresh connection instead. Full screen is the tile's, which
//! stays anyway.

use crate::browser::media::media_elements;
use crate::browser::media::picture_size::{self, PictureSize};
use crate::browser::page::full_screen;
use crate::driver::use_dispatch;
use crate::views::room::tiles::actions::Video;
use crate::views::ui::dom::memo;
use crate::views::ui::rows::rows;
use leptos::prelude::*;
use plenum_engine::api::intent::LayoutIntent;
use plenum_engine::api::view::{Person, Spot, Stream};
use plenum_engine::base::ids::ConnectionId;

/// One `<video>`, and the connection it shows, if there is one yet.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Picture {
    key: u32,
    connection: Option<ConnectionId>,
}

/// One `<video>` per connection; what stays stays in place. `has_picture`: the one that is shown has something to show;
/// `current` is told which one that is.
pub fn pictures(
    spot: Spot,
    person: RwSignal<Person>,
    has_picture: Memo<bool>,
    current: RwSignal<Option<Video>>,
) -> AnyView {
    let connections =
        memo(move || person.with(|person| streams(person).map(|stream| stream.connection).collect::<Vec<_>>()));
    let shown = StoredValue::new(None::<(u32, Video)>);
    // Only what is shown can have been asked to float.
    let floating = move || {
        let (key, video) = shown.get_value()?;
        let video = video.try_get_untracked().flatten()?;
        full_screen::floats(&video).then_some(key)
    };
    let all = Memo::new(move |before: Option<&Vec<Picture>>| {
        connections.with(|connections| follow(before.map_or(&[], Vec::as_slice), connections, floating()))
    });
    let keys = memo(move || all.with(|all| all.iter().map(|picture| picture.key).collect::<Vec<_>>()));
    rows(keys, move |key| {
        video_of(spot, person, has_picture, all, key, move |video| {
            shown.set_value(Some((key, video)));
            current.set(Some(video));
        })
    })
}

/// The pictures after those before, now that these connections have something to show, the one that is shown first.
fn follow(before: &[Picture], connections: &[ConnectionId], floating: Option<u32>) -> Vec<Picture> {
    let next = 1 + before.iter().map(|picture| picture.key).max().unwrap_or(0);
    let there = |picture: &Picture| picture.connection.is_some_and(|connection| connections.contains(&connection));
    if let ([waiting @ Picture { connection: None, .. }], Some(first)) = (before, connections.first()) {
        let taken = Picture { connection: Some(*first), ..*waiting };
        return follow(&[taken], connections, floating);
    }
    let mut pictures: Vec<Picture> = before.iter().copied().filter(there).collect();
    if let Some(stays) = before.iter().find(|picture| Some(picture.key) == floating && !there(picture)) {
        // Its connection has gone: it shows the one that is shown now, or waits for one.
        let connection = connections.first().copied().or(stays.connection);
        pictures.retain(|picture| picture.connection != connection);
        pictures.push(Picture { connection, ..*stays });
    }
    for connection in connections.iter().copied().map(Some) {
        if !pictures.iter().any(|picture| picture.connection == connection) {
            pictures.push(Picture { key: next + pictures.len() as u32, connection });
        }
    }
    if pictures.is_empty() {
        pictures.push(Picture { key: next, connection: None });
    }
    pictures
}

/// The `<video>`, which stays when there is no picture: it waits for the first frame.
fn video_of(
    spot: Spot,
    person: RwSignal<Person>,
    has_picture: Memo<bool>,
    all: Memo<Vec<Picture>>,
    key: u32,
    show: impl Fn(Video) + Send + Sync + 'static,
) -> AnyView {
    let video = Video::new();
    let connection = memo(move || {
        all.with(|all| all.iter().find(|picture| picture.key == key).and_then(|picture| picture.connection))
    });
    let ours = move |stream: &Stream| Some(stream.connection) == connection.get();
    let revision = memo(move || person.with(|person| streams(person).find(ours).map(|stream| stream.revision)));
    let chosen = memo(move || person.with(|person| person.streams.shown.as_ref().is_some_and(ours)));
    Effect::new(move || {
        // Asked, not only tracked: a memo that nobody has asked follows nothing.
        revision.get();
        let Some(video) = video.get() else { return };
        match (connection.get(), spot) {
            (None, _) => media_elements::warm_up(&video),
            (Some(connection), Spot::Person(_)) => media_elements::attach_person(&video, connection),
            (Some(connection), Spot::Screen(_)) => media_elements::attach_screen(&video, connection),
        }
    });
    let dispatch = use_dispatch();
    // The tile is laid out for the picture that is shown.
    let tell = move |width, height| {
        if chosen.try_get_untracked() == Some(true) {
            dispatch.send(LayoutIntent::Picture { spot, width, height });
        }
    };
    let size = StoredValue::new_local(None::<PictureSize>);
    Effect::new(move || size.set_value(video.get().map(|video| PictureSize::watch(&video, tell))));
    Effect::new(move || {
        if chosen.get() {
            show(video);
            if let Some((width, height)) = video.get_untracked().and_then(|video| picture_size::now(&video)) {
                tell(width, height);
            }
        }
    });
    on_cleanup(move || {
        if let Some(video) = video.try_get_untracked().flatten() {
            media_elements::detach(&video);
        }
    });
    let classes = move || if has_picture.get() && chosen.get() { "face shown" } else { "face" };
    view! { <video node_ref=video class=classes autoplay playsinline></video> }.into_any()
}

fn streams(person: &Person) -> impl Iterator<Item = Stream> {
    person.streams.shown.into_iter().chain(person.streams.next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use plenum_engine::base::ids::Epoch;
    use plenum_shared::ids::PeerId;

    fn line(epoch: u32) -> ConnectionId {
        ConnectionId { peer: PeerId([1; 32]), epoch: Epoch(epoch) }
    }

    /// The keys and epochs of the pictures, one story after the other.
    fn told(story: &[(&[u32], Option<u32>)]) -> Vec<Vec<(u32, u32)>> {
        let mut pictures = Vec::new();
        let told = story.iter().map(|(epochs, floating)| {
            let connections: Vec<ConnectionId> = epochs.iter().copied().map(line).collect();
            pictures = follow(&pictures, &connections, *floating);
            pictures
                .iter()
                .map(|picture| (picture.key, picture.connection.map_or(0, |connection| connection.epoch.0)))
                .collect()
        });
        told.collect()
    }

    #[test]
    fn a_fresh_connection_brings_its_own_face_and_the_old_one_goes() {
        let pictures = told(&[(&[1], None), (&[1, 2], None), (&[2], None)]);
        assert_eq!(pictures, [vec![(1, 1)], vec![(1, 1), (3, 2)], vec![(3, 2)]]);
    }

    #[test]
    fn the_first_connection_takes_the_face_that_waits() {
        let pictures = told(&[(&[], None), (&[1], None), (&[1, 2], None), (&[], None), (&[3], None)]);
        assert_eq!(pictures[..2], [vec![(1, 0)], vec![(1, 1)]]);
        assert_eq!(pictures[3..], [vec![(4, 0)], vec![(4, 3)]], "when all is lost a new one waits");
    }

    #[test]
    fn a_face_that_floats_stays_and_shows_the_fresh_connection() {
        let pictures = told(&[(&[1], Some(1)), (&[1, 2], Some(1)), (&[2], Some(1)), (&[2, 3], Some(1))]);
        assert_eq!(pictures[2], [(1, 2)]);
        assert_eq!(pictures[3].iter().map(|(_, epoch)| *epoch).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn a_face_that_floats_waits_where_there_is_nothing_to_show() {
        assert_eq!(
            told(&[(&[1], Some(1)), (&[], Some(1)), (&[2], Some(1)), (&[], None)])[1..],
            [vec![(1, 1)], vec![(1, 2)], vec![(2, 0)]]
        );
    }
}
