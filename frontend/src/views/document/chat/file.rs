//! A file in the log: what it is, how far it has come, and what can be done with it.

use super::log::{Log, Own};
use super::picture;
use super::size::size;
use crate::driver::use_dispatch;
use crate::mirror::use_mirror;
use crate::views::ui::dom::{Anchor, El, button, div, el, memo};
use crate::views::ui::icons::{self, icon};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::in_sentence;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_engine::api::files::{FileNumber, TransferId};
use plenum_engine::api::intent::FilesIntent;
use plenum_engine::api::view::{Direction, FileTrouble, Language, Transfer, TransferState};

/// The row of a file that somebody offers us.
pub fn incoming(id: TransferId, log: Log) -> AnyView {
    let language = language();
    let row = found(move |file| file.id == id);
    let state = memo(move || row.with(|row| row.as_ref().map(|row| row.state)));
    let made = memo(move || row.with(Option::is_some));
    let place = Anchor::new();
    let shown = move || {
        let file = made.get().then(|| row.get_untracked()).flatten()?;
        let (who, name) = (file.who.clone(), named(&file));
        let says = move || {
            let word: fn(Language, &str) -> String = match state.get() {
                Some(TransferState::Done) => words::files_sent,
                Some(_) | None => words::files_from,
            };
            word(language.get(), &in_sentence(&who, language.get()))
        };
        let acts = move || state.get().map(|state| received(id, state, (place, name)).done());
        let article = card(&file, (Own::Incoming(id), log), place, says)
            .child(progress(row))
            .part(acts)
            .part(picture::shown(row));
        Some(article.done())
    };
    div("row").part(shown).done()
}

/// The row of one of ours, however many it goes to.
pub fn outgoing(number: FileNumber, log: Log) -> AnyView {
    let (mirror, language) = (use_mirror(), language());
    let files = RwSignal::from(mirror.files());
    let ours = move |file: &&Transfer| file.direction == Direction::Outgoing(number);
    // To all as such, or to the only one. Whoever reloaded the page gets it anew, and that is what can be stopped.
    let head = memo(move || {
        files.with(|files| {
            let mut ours: Vec<&Transfer> = files.iter().filter(ours).collect();
            ours.sort_by_key(|file| (file.peer.is_some(), ended(file.state)));
            ours.first().copied().cloned()
        })
    });
    let made = memo(move || head.with(Option::is_some));
    let state = memo(move || head.with(|head| head.as_ref().map(|head| (head.id, head.state))));
    let recipients = memo(move || {
        files.with(|files| {
            // Whoever has not answered what is offered to all is not named.
            let named = |file: &&Transfer| {
                let to_all = files.iter().any(|other| other.direction == file.direction && other.peer.is_none());
                let unanswered = to_all && file.state == TransferState::Offered;
                let mut later = files.iter().skip_while(|other| other.id != file.id).skip(1);
                let anew = later.any(|other| other.direction == file.direction && other.who == file.who);
                file.peer.is_some() && !unanswered && !(ended(file.state) && anew)
            };
            files.iter().filter(ours).filter(named).map(|file| file.id).collect::<Vec<_>>()
        })
    });
    let place = Anchor::new();
    let shown = move || {
        let file = made.get().then(|| head.get_untracked()).flatten()?;
        let (to_all, who, name) = (file.peer.is_none(), file.who.clone(), named(&file));
        let says = move || match to_all {
            true => words::files_to_all(language.get()).to_string(),
            false => words::files_to_person(language.get(), &in_sentence(&who, language.get())),
        };
        let acts = move || state.get().map(|(id, state)| offered(id, state, (place, name)).done());
        let to = el("ul").set("class", "recipients").each(recipients, recipient);
        Some(card(&file, (Own::Outgoing(number), log), place, says).child(to).part(acts).done())
    };
    div("row").part(shown).done()
}

/// A card, and the name of its file.
type Card = (Anchor, Memo<String>);

/// What a file is called, which is what its buttons are told apart by.
fn named(file: &Transfer) -> Memo<String> {
    let name = file.name.clone();
    memo(move || name.to_string())
}

/// What stays of a card: whose file it is, when it was offered, what it is called and how large it is.
fn card(file: &Transfer, (this, log): (Own, Log), place: Anchor, says: impl Fn() -> String + Send + 'static) -> El {
    let language = language();
    let own = matches!(file.direction, Direction::Outgoing(_));
    let (name, bytes) = (file.name.clone(), file.size);
    let what = div("file-name")
        .child(icon(icons::CLIP))
        .child(el("bdi").set("dir", "auto").tell(move || name.to_string()))
        .child(el("small").tell(move || size(bytes, language.get())));
    el("article")
        .set("class", if own { "line own file" } else { "line file" })
        .set("tabindex", "-1")
        .anchor(place)
        .child(div("by").child(el("bdi").tell(says)).child(super::line::time(log.came_ms(this), log)))
        .child(what)
}

fn found(which: impl Fn(&Transfer) -> bool + Send + Sync + 'static) -> Memo<Option<Transfer>> {
    let files = RwSignal::from(use_mirror().files());
    memo(move || files.with(|files| files.iter().find(|file| which(file)).cloned()))
}

/// How far one has come, as a bar and in hundredths; hidden before it begins and after it has ended.
fn progress(row: Memo<Option<Transfer>>) -> El {
    let of = move |read: fn(&Transfer) -> u64| row.with(|row| row.as_ref().map_or(0, read).to_string());
    let moves = |state| matches!(state, TransferState::Waiting | TransferState::Running | TransferState::Paused);
    let hundredths = memo(move || row.with(|row| row.as_ref().map_or(0, |row| percent(row.done, row.size))));
    let bar = el("progress")
        .label(words::files_progress)
        .bind("max", move || of(|row| row.size.max(1)))
        .bind("value", move || of(|row| row.done));
    // The bar says the same to whoever does not see it.
    let figure =
        el("span").set("aria-hidden", "true").tell(move || [&hundredths.get().to_string(), "\u{a0}%"].concat());
    div("how-far")
        .mark("hidden", move || !row.with(|row| row.as_ref().is_some_and(|row| moves(row.state))))
        .child(bar)
        .child(figure)
}

/// Whole hundredths; all of them only when all is there.
fn percent(done: u64, size: u64) -> u64 {
    let part = (u128::from(done.min(size)) * 100).checked_div(u128::from(size));
    part.map_or(0, |part| part as u64)
}

/// A button that does something with a file. The focus stays with its card, since the button goes.
fn does((place, name): Card, classes: &'static str, word: Word, intent: FilesIntent) -> El {
    let dispatch = use_dispatch();
    let act = move || {
        if let Some(place) = place.get_untracked() {
            let _ = place.focus();
        }
        dispatch.send(intent.clone());
    };
    button(classes).press(act).about(say(word), name).tell(say(word))
}

/// What can be done with one of theirs, or why there is nothing.
fn received(id: TransferId, state: TransferState, card: Card) -> El {
    let acts = div("file-acts");
    let note = |word| el("span").set("class", "quiet").set("role", "status").tell(say(word));
    let remove = || does(card, "btn small", words::files_remove, FilesIntent::Dismiss(id));
    let stop = || does(card, "btn small", words::files_stop, FilesIntent::Cancel(id));
    match state {
        TransferState::Offered => acts
            .child(does(card, "btn small go", words::files_get, FilesIntent::Accept(id)))
            .child(does(card, "btn small", words::files_decline, FilesIntent::Cancel(id))),
        TransferState::Waiting | TransferState::Running => acts.child(stop()),
        TransferState::Paused => acts.child(note(words::files_paused)).child(stop()),
        TransferState::Done => acts
            .child(note(words::files_done))
            .child(does(card, "btn small go", words::files_save, FilesIntent::Save(id)))
            .child(remove()),
        TransferState::Cancelled | TransferState::Refused => acts.child(note(words::files_stopped)).child(remove()),
        TransferState::Failed(why) => acts.child(note(trouble(why))).child(remove()),
    }
}

/// What can be done with an offer of ours.
fn offered(id: TransferId, state: TransferState, card: Card) -> El {
    let acts = div("file-acts");
    let remove = || does(card, "btn small", words::files_remove, FilesIntent::Dismiss(id));
    let note = |word| el("span").set("class", "quiet").set("role", "status").tell(say(word));
    match state {
        TransferState::Offered | TransferState::Waiting | TransferState::Running | TransferState::Paused => {
            acts.child(does(card, "btn small", words::files_stop, FilesIntent::Cancel(id)))
        }
        TransferState::Done | TransferState::Refused => acts.child(remove()),
        TransferState::Cancelled => acts.child(note(words::files_stopped)).child(remove()),
        TransferState::Failed(why) => acts.child(note(trouble(why))).child(remove()),
    }
}

/// How far it has come with one of those it goes to.
fn recipient(id: TransferId) -> AnyView {
    let language = language();
    let row = found(move |file| file.id == id);
    let says = move || row.with(|row| row.as_ref().map_or(String::new(), |row| standing(row, language.get())));
    el("li").child(el("span").tell(says)).child(progress(row)).done()
}

fn standing(row: &Transfer, language: Language) -> String {
    let say: fn(Language, &str) -> String = match row.state {
        TransferState::Offered => words::files_asked,
        TransferState::Waiting | TransferState::Running => words::files_takes,
        TransferState::Paused => words::files_waits,
        TransferState::Done => words::files_has,
        TransferState::Refused => words::files_refused,
        TransferState::Cancelled => words::files_broke_off,
        TransferState::Failed(FileTrouble::Gone) => words::files_left,
        TransferState::Failed(_) => words::files_failed,
    };
    say(language, &in_sentence(&row.who, language))
}

/// Whether nothing more comes of it.
fn ended(state: TransferState) -> bool {
    match state {
        TransferState::Offered | TransferState::Waiting | TransferState::Running | TransferState::Paused => false,
        TransferState::Done | TransferState::Refused | TransferState::Cancelled | TransferState::Failed(_) => true,
    }
}

fn trouble(why: FileTrouble) -> Word {
    match why {
        FileTrouble::Gone => words::files_gone,
        FileTrouble::Unreadable => words::files_unreadable,
        FileTrouble::Unwritable => words::files_unwritable,
        FileTrouble::Broken => words::files_broken,
        FileTrouble::TooLarge => words::files_too_large,
        FileTrouble::TooMany => words::files_too_many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_is_said_when_all_is_there() {
        for (done, size, said) in [(0, 9, 0), (34, 100, 34), (999, 1_000, 99), (9, 9, 100), (9, 3, 100), (0, 0, 0)] {
            assert_eq!(percent(done, size), said, "{done} of {size}");
        }
        assert_eq!(percent(u64::MAX - 1, u64::MAX), 99);
    }
}
