//! Captions below the tiles: those that others write, in large letters for whoever wants to see them, and the field of whoever
//! writes them.

use crate::browser::page::focus;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::components;
use crate::views::ui::dom::{Anchor, El, button, div, el, memo, p};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::{called, or_guest};
use crate::words;
use leptos::prelude::*;
use plenum_engine::api::intent::{AppIntent, LiveTextIntent, Text};
use plenum_engine::api::view::{CaptionSize, Captions, LiveLine, Me, TextChannel};

/// What is pasted at once may be so long, characters; the engine makes captions of it.
const FIELD_CHARACTERS: &str = "1000";

/// Whether we write captions.
#[derive(Clone, Copy)]
pub struct CaptionWriter {
    writes: RwSignal<bool>,
    opener: Anchor,
    /// What is written into, while we do.
    field: StoredValue<Option<Anchor>>,
    /// Captions were shown or hidden by a button that is gone now: the one in its place has the focus.
    turned: StoredValue<bool>,
}

impl CaptionWriter {
    /// Not yet; in the context of the room's views.
    pub fn provide() -> CaptionWriter {
        let writer = CaptionWriter {
            writes: RwSignal::new(false),
            opener: Anchor::new(),
            field: StoredValue::new(None),
            turned: StoredValue::new(false),
        };
        provide_context(writer);
        writer
    }

    /// A button that shows or hides captions, and goes with it.
    fn turns(self, button: El) -> El {
        let place = Anchor::new();
        place.on_load(move |button| {
            if self.turned.get_value() {
                self.turned.set_value(false);
                focus::arrive(button);
            }
        });
        button.anchor(place)
    }
}

/// The button by which somebody becomes the helper who writes them.
pub fn opener(classes: &'static str) -> El {
    let writer: CaptionWriter = expect_context();
    components::button(classes, Some(icons::CAPTIONS), words::captions_write)
        .bind("aria-pressed", move || writer.writes.get().to_string())
        .anchor(writer.opener)
        .press(move || writer.writes.update(|writes| *writes = !*writes))
}

/// Everything below the tiles. `back`: gives the focus to something else when the button that opened the field is gone.
pub fn captions(writer: CaptionWriter, back: impl Fn() + Copy + Send + 'static) -> El {
    let me = RwSignal::from(use_mirror().me);
    let live = RwSignal::from(use_mirror().live_text());
    let wanted = memo(move || me.with(|me| me.preferences.captions));
    let captioned = memo(move || live.with(|live| live.captioned));
    // Whoever writes them sees what the others see.
    let shown = memo(move || wanted.get().shown || writer.writes.get());
    let offered = move || (captioned.get() && !shown.get()).then(|| offer(writer, me).done());
    div("captions")
        .part(offered)
        .part(move || shown.get().then(|| lines(writer, me).done()))
        .part(move || writer.writes.get().then(|| field(writer, back).done()))
}

fn set(writer: CaptionWriter, me: RwSignal<Me>, shown: bool) -> impl Fn() {
    let dispatch = use_dispatch();
    move || {
        // Whoever writes them goes on seeing them: no other button comes.
        let field = writer.field.get_value().filter(|_| writer.writes.get_untracked());
        match field.and_then(|field| field.get_untracked()) {
            Some(field) => drop(field.focus()),
            None => writer.turned.set_value(true),
        }
        let size = me.with_untracked(|me| me.preferences.captions.size);
        dispatch.send(AppIntent::SetCaptions(Captions { shown, size }));
    }
}

/// Somebody writes captions: they are one press away.
fn offer(writer: CaptionWriter, me: RwSignal<Me>) -> El {
    let show = components::button("btn small", Some(icons::CAPTIONS), words::captions_show);
    div("captions-offer").child(writer.turns(show.press(set(writer, me, true))))
}

/// The newest captions. The live region is there before the first of them, or screen readers would miss it.
fn lines(writer: CaptionWriter, me: RwSignal<Me>) -> El {
    let live = RwSignal::from(use_mirror().live_text());
    let ids = memo(move || live.with(|live| live.captions.iter().map(|line| line.id).collect::<Vec<_>>()));
    let empty = memo(move || ids.with(Vec::is_empty));
    let captioned = memo(move || live.with(|live| live.captioned));
    let size = memo(move || me.with(|me| me.preferences.captions.size));
    let line = move |id: u32| memo(move || live.with(|live| live.captions.iter().find(|line| line.id == id).cloned()));
    let log = div("caption-lines")
        .set("role", "log")
        .set("aria-live", "polite")
        .label(words::captions_title)
        .bind("tabindex", move || if empty.get() { "-1" } else { "0" }.to_string())
        .child(div("caption-list").each(ids, move |id| row(line(id), me)));
    let hide = move || {
        let hide = || button("round").label(words::captions_hide).bind("title", say(words::captions_hide));
        let hide = || writer.turns(hide().press(set(writer, me, false)).child(icon(icons::CLOSE)));
        let wanted = me.with(|me| me.preferences.captions.shown);
        (wanted && captioned.get()).then(|| hide().done())
    };
    div("captions-box")
        .when("open", move || captioned.get() || !empty.get())
        .when("larger", move || size.get() == CaptionSize::Larger)
        .when("largest", move || size.get() == CaptionSize::Largest)
        .child(log)
        .part(hide)
}

/// One caption. While it grows it is busy: screen readers wait until it is whole (WAI-ARIA, `aria-busy`).
fn row(line: Memo<Option<LiveLine>>, me: RwSignal<Me>) -> AnyView {
    let language = language();
    let own = move || me.with(|me| words::top_you(language.get(), or_guest(&me.name, language.get())));
    let who = memo(move || {
        line.with(|line| match line.as_ref().map(|line| &line.who) {
            Some(Some(name)) => called(name, language.get()),
            Some(None) => own(),
            None => String::new(),
        })
    });
    let text = move || line.with(|line| line.as_ref().map_or_else(String::new, |line| line.text.to_string()));
    let busy = move || line.with(|line| line.as_ref().is_some_and(|line| !line.done)).to_string();
    el("p")
        .set("class", "caption-line")
        .bind("aria-busy", busy)
        .child(el("small").child(el("bdi").tell(move || who.get())))
        .text(" ")
        .child(el("span").set("dir", "auto").tell(text))
        .done()
}

/// What a helper writes into. Enter ends a line, and so does a pause.
fn field(writer: CaptionWriter, back: impl Fn() + Copy + Send + 'static) -> El {
    let dispatch = use_dispatch();
    let live = RwSignal::from(use_mirror().live_text());
    let text = RwSignal::new(String::new());
    let place = Anchor::new();
    writer.field.set_value(Some(place));
    let ended = memo(move || live.with(|live| live.ended));
    Effect::new(move |before: Option<u32>| {
        let ended = ended.get();
        if before.is_some_and(|before| before != ended) {
            text.set(String::new());
        }
        ended
    });
    place.on_load(|place| {
        let _ = place.focus();
    });
    let end = move || dispatch.send(LiveTextIntent::End(TextChannel::Captions));
    on_cleanup(end);
    let close = move || {
        writer.writes.set(false);
        match writer.opener.get_untracked().filter(|opener| opener.is_connected()) {
            Some(opener) => drop(opener.focus()),
            None => back(),
        }
    };
    let escape = move |key: &str| {
        if key == "Escape" {
            close();
        }
        // The letters are its own, and not the page's keys.
        true
    };
    let write = move |typed: String| {
        text.set(typed.clone());
        dispatch.send(LiveTextIntent::Write(TextChannel::Captions, Text(typed)));
    };
    let input = el("input")
        .set("type", "text")
        .set("dir", "auto")
        .set("autocomplete", "off")
        .set("enterkeyhint", "enter")
        .set("maxlength", FIELD_CHARACTERS)
        .set("aria-describedby", "captions-hint")
        .label(words::captions_field)
        .bind("placeholder", say(words::captions_field))
        .anchor(place)
        .value(move || text.get())
        .input(write)
        .key(escape);
    let stop = button("round")
        .label(words::captions_stop)
        .bind("title", say(words::captions_stop))
        .press(close)
        .child(icon(icons::CLOSE));
    el("form")
        .set("class", "caption-writer")
        .submit(end)
        .child(input)
        .child(el("button").set("class", "round go").label(words::captions_end).child(icon(icons::SEND)))
        .child(stop)
        .child(p("quiet", words::captions_hint).set("id", "captions-hint"))
}
