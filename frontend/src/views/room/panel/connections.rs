//! The view of all connections: who hears and sees whom, and how well, in words and as sparklines.

use crate::driver::use_dispatch;
use crate::mirror::{Mirror, use_mirror};
use crate::views::room::panel::sparkline::{Series, sparkline};
use crate::views::settings::stored;
use crate::views::ui::dialog_screens::{inside, use_dialog_screens};
use crate::views::ui::dom::{El, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::views::ui::modal::modal;
use crate::views::ui::names::{called, in_sentence};
use crate::views::ui::{components, icons, sentences};
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::intent::DiagnosticsIntent;
use plenum_engine::api::view::{ConnectionTo, Connections, Language, Sample, TileId};

/// Its id in the page.
const ID: &str = "connections";

/// The button that opens it.
pub fn opener() -> El {
    components::button("btn", Some(icons::BARS), words::connections_title).opens(ID)
}

/// The view, which holds nothing and asks for nothing while it is closed.
pub fn dialog() -> El {
    let dispatch = use_dispatch();
    let open = RwSignal::new(false);
    let screens = use_dialog_screens();
    let watch = move |on| {
        open.set(on);
        if on {
            screens.want();
        }
        dispatch.send(DiagnosticsIntent::WatchConnections(on));
    };
    let opening = watch.clone();
    let dialog = modal("menu connections", ID, words::connections_title)
        .opening(move || opening(true))
        .closed(move || watch(false));
    inside(dialog, move || open.get(), |dialogs| (dialogs.connections)())
}

/// What it holds, which comes with the dialogs chunk.
pub fn body() -> AnyView {
    let mirror = use_mirror();
    let ours = {
        let mirror = mirror.clone();
        memo(move || seen(&mirror, |lines| lines.ours.iter().map(|line| line.tile).collect::<Vec<_>>()))
    };
    let alone = memo(move || ours.with(Vec::is_empty));
    div("preferences")
        .part(move || alone.get().then(|| p("quiet", words::connections_alone).done()))
        .child(el("ul").set("class", "list").each(ours, one))
        .part(others(mirror))
        .child(stored::log())
        .done()
}

/// Something of what there is to see; nothing while there is nothing.
fn seen<T: Default>(mirror: &Mirror, of: impl FnOnce(&Connections) -> T) -> T {
    mirror.connections.with(|lines| lines.as_deref().map(of).unwrap_or_default())
}

/// Something of the line to one person.
fn of<T: Default>(mirror: &Mirror, tile: TileId, tell: impl FnOnce(&ConnectionTo) -> T) -> T {
    seen(mirror, |lines| lines.ours.iter().find(|line| line.tile == tile).map(tell).unwrap_or_default())
}

/// The line to one person.
fn one(tile: TileId) -> AnyView {
    let mirror = use_mirror();
    let person = RwSignal::from(mirror.person(tile));
    let language = language();
    let name = move || person.with(|person| called(&person.name, language.get()));
    let words = move || {
        let (language, name) = (language.get(), person.with(|person| in_sentence(&person.name, language.get())));
        of(&mirror, tile, |line| sentences::line(line, &name, language))
    };
    let milliseconds = |ms: u32, _| [&ms.to_string(), " ms"].concat();
    let percent = |share: u32, _| [&share.to_string(), " %"].concat();
    let plots = div("plots")
        .child(figure(tile, words::connections_in, |sample| Some(sample.received), sentences::rate, 100_000))
        .child(figure(tile, words::connections_out, |sample| Some(sample.sent), sentences::rate, 100_000))
        .child(figure(tile, words::connections_delay, |sample| sample.delay, milliseconds, 100))
        .child(figure(tile, words::connections_lost, |sample| Some(sample.lost.into()), percent, 10));
    el("li").child(el("h3").child(el("bdi").tell(name))).child(el("p").tell(words)).child(plots).done()
}

/// One figure: its name, how much it is now, and the last minute of it up to the end of the axis, which is at least `least`.
fn figure(
    tile: TileId,
    name: Word,
    read: fn(&Sample) -> Option<u32>,
    tell: fn(u32, Language) -> String,
    least: u32,
) -> El {
    let mirror = use_mirror();
    let language = language();
    let series = {
        let mirror = mirror.clone();
        move || of(&mirror, tile, |line| Series(line.history.iter().map(|one| one.as_ref().and_then(read)).collect()))
    };
    let path = {
        let series = series.clone();
        move || series().path(least)
    };
    let now = move || {
        let now = of(&mirror, tile, |line| line.now.as_ref().and_then(read));
        now.map_or_else(|| "–".to_string(), |now| tell(now, language.get()))
    };
    let words = el("span").tell(say(name)).text(" ").child(el("b").tell(now));
    let axis = el("small").set("aria-hidden", "true").tell(move || tell(series().top(least), language.get()));
    div("figure").child(words).child(sparkline(path)).child(axis)
}

/// What is wrong between the others, or that nothing is.
fn others(mirror: Mirror) -> impl Fn() -> Option<AnyView> + Send {
    let language = language();
    let sentences = memo(move || {
        let language = language.get();
        let name = |tile| mirror.person(tile).with(|person| in_sentence(&person.name, language));
        let lines = mirror.connections.get()?;
        let rift =
            lines.others.iter().map(|rift| sentences::rift(rift.what, &name(rift.one), &name(rift.other), language));
        let more = (lines.more > 0).then(|| words::connections_more(language, lines.more));
        let well = (lines.told && lines.others.is_empty()).then(|| words::connections_well(language).to_string());
        let all: Vec<String> = rift.chain(more).chain(well).collect();
        (!all.is_empty()).then(|| all.join("\n"))
    });
    move || {
        let title = || el("h3").tell(say(words::connections_others));
        let told = move || sentences.get().unwrap_or_default();
        sentences.with(Option::is_some).then(|| el("section").child(title()).child(el("p").tell(told)).done())
    }
}
