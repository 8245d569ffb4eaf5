//! The few parts that several screens are made of.

use crate::browser::page;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::icons::{self, icon};
use crate::views::say;
use crate::words;
use leptos::html;
use leptos::prelude::*;
use plenum_engine::intent::{Intent, Text};
use plenum_engine::view::Language;

/// The mark: people in a circle, one of them speaking.
pub fn mark() -> AnyView {
    view! {
        <span class="mark">
            <svg viewBox="0 0 32 32" aria-hidden="true">
                <path
                    class="sits"
                    d="M24.6 9.14h.01M26.72 18.45h.01M20.77 25.91h.01M11.23 25.91h.01M5.28 18.45h.01M7.4 9.14h.01"
                />
                <path class="speaks" d="M16 5h.01" />
            </svg>
            "Plenum"
        </span>
    }
    .into_any()
}

/// A button with words, and perhaps an icon, that dispatches one intent.
pub fn button(
    class: &'static str,
    path: Option<&'static str>,
    word: fn(Language) -> &'static str,
    intent: impl Fn() -> Intent + 'static,
) -> AnyView {
    let dispatch = use_dispatch();
    view! {
        <button type="button" class=class on:click=move |_| dispatch.send(intent())>
            {path.map(icon)}
            <span>{say(word)}</span>
        </button>
    }
    .into_any()
}

/// A button that loads the page anew.
pub fn reload() -> AnyView {
    view! {
        <button type="button" class="btn go" on:click=move |_| page::reload()>
            {icon(icons::RELOAD)}
            <span>{say(words::top_reload)}</span>
        </button>
    }
    .into_any()
}

/// A field to paste a link into.
pub fn paste(placeholder: fn(Language) -> &'static str) -> AnyView {
    let dispatch = use_dispatch();
    let field = NodeRef::<html::Input>::new();
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            dispatch.send(Intent::OpenLink(Text(field.value())));
        }
    };
    view! {
        <form class="paste" on:submit=open>
            <input
                node_ref=field
                type="text"
                inputmode="url"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-label=say(words::start_link)
                placeholder=say(placeholder)
            />
            <button class="btn">{say(words::start_open)}</button>
        </form>
    }
    .into_any()
}

/// The whole link to look at, mark and copy by hand.
pub fn link_field() -> AnyView {
    let link = RwSignal::from(use_mirror().link);
    let field = NodeRef::<html::Input>::new();
    let mark_all = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    view! {
        <input
            class="link"
            node_ref=field
            type="text"
            readonly
            dir="ltr"
            aria-label=say(words::room_alone_link)
            prop:value=move || link.with(|link| link.as_deref().unwrap_or_default().to_string())
            on:focus=mark_all
            on:keydown=|event| event.stop_propagation()
        />
    }
    .into_any()
}

/// A button for the system's own way of sharing, where there is one: phones mostly.
pub fn share(class: &'static str) -> Option<AnyView> {
    let link = RwSignal::from(use_mirror().link);
    let send = move |_| {
        if let Some(link) = link.get_untracked() {
            page::share(&link);
        }
    };
    page::can_share().then(|| {
        view! {
            <button type="button" class=class on:click=send>
                {icon(icons::SHARE)}
                <span>{say(words::top_share)}</span>
            </button>
        }
        .into_any()
    })
}

/// A bar that follows our own microphone.
pub fn meter() -> AnyView {
    let level = RwSignal::from(use_mirror().level(None));
    view! {
        <div class="meter" aria-hidden="true">
            <i style=("--level", move || level.get().to_string())></i>
        </div>
    }
    .into_any()
}
