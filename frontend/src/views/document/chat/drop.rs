//! Files that are dropped or pasted anywhere in the room: they join what is being written, and are sent by nobody but the person.
//! What the notes have taken has its default prevented (DOM `defaultPrevented`), and is theirs.

use super::Composer;
use crate::browser::page::files;
use crate::views::room::panel::tabs::{Panel, Tab};
use leptos::ev;
use leptos::prelude::*;

/// Takes them for as long as the room is shown; says whether some are dragged right now. What is dropped is never opened in
/// the place of the meeting, which is what browsers do by themselves.
pub fn takes_files(panel: Panel, composer: Composer) -> Signal<bool> {
    let dragged = RwSignal::new(false);
    let stage = move |dropped: Vec<_>| {
        if !dropped.is_empty() {
            panel.open(Tab::Chat);
            composer.stage(dropped);
        }
    };
    let over = window_event_listener(ev::dragover, move |event| {
        if files::are_dragged(&event) {
            event.prevent_default();
            dragged.set(true);
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        // Out of the window, and not from one element into the next.
        if event.related_target().is_none() {
            dragged.set(false);
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        dragged.set(false);
        if !event.default_prevented() && files::are_dragged(&event) {
            event.prevent_default();
            stage(files::dropped(&event));
        }
    });
    let paste = window_event_listener(ev::paste, move |event| {
        let pasted = if event.default_prevented() { Vec::new() } else { files::pasted(&event) };
        if !pasted.is_empty() {
            event.prevent_default();
            stage(pasted);
        }
    });
    on_cleanup(move || {
        [over, leave, drop, paste].into_iter().for_each(|listener| listener.remove());
    });
    dragged.into()
}
