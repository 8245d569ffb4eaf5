//! Push-to-talk: the microphone button of the room, and the talk key.

use crate::browser::base::letter_case::lower;
use crate::browser::page::focus;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::El;
use crate::views::ui::own_device::Own;
use crate::views::ui::tools;
use leptos::ev;
use leptos::prelude::*;
use plenum_engine::api::intent::MediaIntent;
use plenum_engine::api::view::Hold;
use plenum_engine::media::talk_key::{KeyOutcome, Stroke, TalkKey};

/// The button of our microphone: pressed briefly it switches, held it talks (or is silent) until it is let go.
pub fn microphone() -> El {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let down = StoredValue::new(false);
    // The click that ends a hold is none.
    let spent = StoredValue::new(false);
    let press = move || {
        down.set_value(true);
        spent.set_value(false);
        dispatch.send(MediaIntent::Hold(Hold::Button));
    };
    // Heard by the window: a pointer is let go of wherever it has strayed to.
    let up = window_event_listener(ev::pointerup, move |_| {
        if down.get_value() {
            down.set_value(false);
            spent.set_value(me.with_untracked(|me| me.held));
            dispatch.send(MediaIntent::Release(Hold::Button));
        }
    });
    let cancelled = window_event_listener(ev::pointercancel, move |_| {
        if down.get_value() {
            down.set_value(false);
            dispatch.send(MediaIntent::LoseHold);
        }
    });
    on_cleanup(move || {
        up.remove();
        cancelled.remove();
    });
    let click = move |by_pointer: bool| {
        if !(by_pointer && spent.get_value()) {
            tools::toggle(Own::Microphone, dispatch, me);
        }
        spent.set_value(false);
    };
    tools::face(Own::Microphone).down(press).click(click)
}

/// The talk key, wherever the focus is but in text fields, menus and controls that were reached by keyboard. Its release
/// is heard from everywhere.
pub fn keys() {
    let dispatch = use_dispatch();
    let me = RwSignal::from(use_mirror().me);
    let reach = StoredValue::new_local(focus::Reach::watch());
    let held = StoredValue::new(TalkKey::default());
    let hear = move |event: &ev::KeyboardEvent, take: fn(&mut TalkKey, Stroke<'_>) -> KeyOutcome| {
        let (code, key) = (event.code(), event.key());
        let stroke = Stroke {
            code: &code,
            key: &key,
            talks: is_talk_key(&key, me),
            modified: event.ctrl_key() || event.alt_key(),
            command: event.meta_key(),
            repeat: event.repeat(),
            taken: event.default_prevented(),
            focus: reach.with_value(|reach| focus::kind(event.target(), reach)),
        };
        let Some(verdict) = held.try_update_value(|held| take(held, stroke)) else { return };
        if verdict.prevent {
            event.prevent_default();
        }
        if let Some(intent) = verdict.intent {
            dispatch.send(intent);
        }
    };
    let down = window_event_listener(ev::keydown, move |event| hear(&event, TalkKey::down));
    let up = window_event_listener(ev::keyup, move |event| hear(&event, TalkKey::up));
    let blur = window_event_listener(ev::blur, move |_| held.update_value(TalkKey::lose));
    on_cleanup(move || {
        down.remove();
        up.remove();
        blur.remove();
    });
}

/// Whether this is the key to hold.
pub fn is_talk_key(key: &str, me: RwSignal<plenum_engine::api::view::Me>) -> bool {
    me.with_untracked(|me| *me.preferences.key == *key || *me.preferences.key == *lower(key))
}
