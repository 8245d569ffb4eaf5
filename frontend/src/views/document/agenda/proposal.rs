//! A proposal or a poll: what it says, the ways to answer, who has answered, and what came of it.

use super::form::area;
use super::{Desk, act, small};
use crate::driver::use_dispatch;
use crate::mirror::document::use_document;
use crate::views::document::author::author;
use crate::views::document::markdown::said;
use crate::views::document::written::written;
use crate::views::ui::components::{press_again_in_row, press_twice_in_row};
use crate::views::ui::dom::{Anchor, El, button, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::about;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::api::act::{Act, DecisionAct, PadAct};
use plenum_document::api::view::{Outcome, ProposalView};
use plenum_document::base::ids::{Key, PadId, RecordId};
use plenum_document::records::content::{Answer, Method};

/// A reason that was begun and not sent.
pub struct Begun {
    /// To which proposal.
    proposal: RecordId,
    /// What it is for, while its field is shown.
    shown: Option<Reason>,
    text: String,
}

/// Changes what was begun for a proposal.
fn begun(reasons: &mut Vec<Begun>, proposal: RecordId, change: impl FnOnce(&mut Begun)) {
    let at = reasons.iter().position(|one| one.proposal == proposal).unwrap_or_else(|| {
        reasons.push(Begun { proposal, shown: None, text: String::new() });
        reasons.len() - 1
    });
    change(&mut reasons[at]);
}

/// What wants a reason before it is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    Concerns,
    Veto,
}

/// The card of a proposal. Made once: what others answer takes nothing from whoever is writing why they object.
pub fn proposal(id: RecordId, desk: Desk) -> AnyView {
    let document = use_document();
    let us = RwSignal::from(document.us);
    let all = RwSignal::from(document.decisions);
    let proposal = memo(move || all.with(|all| all.iter().find(|one| one.id == id).cloned()));
    // Invariant: who put it, how it is decided and what it says never change.
    let Some(put) = proposal.get_untracked() else { return ().into_any() };
    let answered = memo(move || proposal.with(|proposal| proposal.as_ref()?.answers.get(&us.get()?).cloned()));
    // Of a hidden answer only this device knows what it is.
    let own = memo(move || answered.get()?.or_else(|| proposal.with(|proposal| proposal.as_ref()?.own.clone())));
    let forgotten = memo(move || answered.with(Option::is_some) && own.with(Option::is_none));
    let text = put.text.clone();
    let which = memo(move || text.clone());
    let open = memo(move || proposal.with(|now| now.as_ref().is_some_and(|now| now.outcome == Outcome::Open)));
    let opening = memo(move || proposal.with(|now| now.as_ref().is_some_and(|now| now.outcome == Outcome::Opening)));
    let head = div("by").child(el("bdi").tell(author(put.author))).child(el("small").tell(say(kind(&put))));
    let place = Anchor::new();
    place.on_load(move |card| {
        if desk.wanted.get_untracked() == Some(id) {
            desk.wanted.set(None);
            // It scrolls there, too.
            drop(card.focus());
        }
    });
    let noted = memo(move || proposal.with(|now| now.as_ref().is_some_and(|now| now.noted)));
    // It may stand there already when one asks for it.
    Effect::new(move |_| {
        let wanted = desk.wanted.get() == Some(id);
        if let Some(card) = place.get_untracked().filter(|_| wanted) {
            desk.wanted.set(None);
            drop(card.focus());
        }
    });
    let card = el("article").set("class", "proposal").set("tabindex", "-1").anchor(place);
    let card = card.child(head).child(said(div("said"), &put.text));
    card.part(move || open.get().then(|| ways_to_answer(&put, which, own, desk.reasons).done()))
        .part(move || (open.get() && forgotten.get()).then(|| p("quiet", words::decisions_forgotten).done()))
        .part(move || proposal.with(|now| now.as_ref().map(|now| came(now).done())))
        .part(move || proposal.with(|now| now.as_ref().map(|now| answers(now).done())))
        .part(move || opening.get().then(|| give_up(id, which).done()))
        .child(foot(id, which, (open, opening, noted)))
        .done()
}

/// How far it is, or what came of it.
fn came(proposal: &ProposalView) -> El {
    if proposal.outcome == Outcome::Open { answered(proposal) } else { outcome(proposal) }
}

fn kind(proposal: &ProposalView) -> Word {
    match (proposal.method, proposal.hidden) {
        (Method::Consent, false) => words::decisions_is_proposal,
        (Method::Consent, true) => words::decisions_is_hidden_proposal,
        (Method::Single | Method::Multiple, false) => words::decisions_is_poll,
        (Method::Single | Method::Multiple, true) => words::decisions_is_hidden_poll,
    }
}

/// Buttons to answer with. The own answer is the pressed one; another press is another answer, until the close.
fn ways_to_answer(
    proposal: &ProposalView,
    which: Memo<String>,
    own: Memo<Option<Answer>>,
    reasons: RwSignal<Vec<Begun>>,
) -> El {
    let (dispatch, language) = (use_dispatch(), language());
    let id = proposal.id;
    let answer = move |answer: Answer| {
        reasons.update(|reasons| reasons.retain(|one| one.proposal != id));
        act(dispatch, Act::Decision(DecisionAct::Answer { proposal: id, answer }));
    };
    let named = move || about(words::decisions_your_answer(language.get()), &which.read());
    let group = div("answers").set("role", "group").bind("aria-label", named);
    let small = move |word: Word| small(word).about(say(word), which);
    let simple = move |word: Word, this: Answer| {
        let chosen = this.clone();
        pressed(small(word).press(move || answer(this.clone())), move || own.with(|own| own.as_ref() == Some(&chosen)))
    };
    let abstain = simple(words::decisions_abstain, Answer::Abstain);
    if proposal.method == Method::Consent {
        let reason = memo(move || reasons.with(|all| all.iter().find(|one| one.proposal == id)?.shown));
        // Whoever asked for the field writes into it: what they type must not be taken for the page's keys. Where it only stands
        // there again, the focus stays on the tab.
        let asked = StoredValue::new(false);
        let with_reason = |word: Word, this: Reason, on: fn(&Answer) -> bool| {
            let ask = move || {
                asked.set_value(true);
                let turn = |one: &mut Begun| one.shown = Some(this).filter(|_| one.shown != Some(this));
                reasons.update(|reasons| begun(reasons, id, turn));
            };
            pressed(small(word).press(ask), move || own.with(|own| own.as_ref().is_some_and(on)))
                .bind("aria-expanded", move || (reason.get() == Some(this)).to_string())
        };
        let concerned = |own: &Answer| matches!(own, Answer::LightConcerns { .. });
        let vetoed = |own: &Answer| matches!(own, Answer::Veto { .. });
        return group
            .child(simple(words::decisions_agree, Answer::Agree))
            .child(with_reason(words::decisions_concerns, Reason::Concerns, concerned))
            .child(simple(words::decisions_aside, Answer::StandAside))
            .child(with_reason(words::decisions_veto, Reason::Veto, vetoed).when("veto", || true))
            .child(abstain)
            .part(move || reason.get().map(|kind| ask_why(kind, id, reasons, asked, answer).done()));
    }
    let many = proposal.method == Method::Multiple;
    let group = group.maybe(many.then(|| p("quiet", words::decisions_several)));
    let chosen = move || match own.get_untracked() {
        Some(Answer::Choices(choices)) => choices,
        Some(_) | None => Vec::new(),
    };
    let is = move |at: u8| own.with(|own| matches!(own, Some(Answer::Choices(choices)) if choices.contains(&at)));
    let options = (0u8..).zip(&proposal.options).fold(group, |group, (at, option)| {
        let option = option.clone();
        let named = {
            let option = option.clone();
            move || about(&option, &which.read())
        };
        let choose = move || {
            let on = untrack(|| is(at));
            let others = chosen().into_iter().filter(|other| many && *other != at);
            let choices: Vec<u8> = others.chain((!on || !many).then_some(at)).collect();
            answer(if choices.is_empty() { Answer::Abstain } else { Answer::Choices(choices) });
        };
        let button = button("btn small").set("dir", "auto").bind("aria-label", named).press(choose);
        let button = button.tell(move || option.clone());
        group.child(pressed(button, move || is(at)))
    });
    options.child(abstain)
}

fn pressed(button: El, on: impl Fn() -> bool + Send + 'static) -> El {
    button.bind("aria-pressed", move || on().to_string())
}

/// Why somebody has concerns, or blocks: a veto without a reason is none.
fn ask_why(
    kind: Reason,
    id: RecordId,
    reasons: RwSignal<Vec<Begun>>,
    asked: StoredValue<bool>,
    answer: impl Fn(Answer) + Copy + 'static,
) -> El {
    let written = move |reasons: &Vec<Begun>| reasons.iter().find(|one| one.proposal == id).map(|one| one.text.clone());
    let why = memo(move || reasons.with(written).unwrap_or_default());
    let send = move || {
        let reason = why.get_untracked().trim().to_string();
        match kind {
            Reason::Concerns => answer(Answer::LightConcerns { reason }),
            Reason::Veto if reason.is_empty() => {}
            Reason::Veto => answer(Answer::Veto { reason }),
        }
    };
    let word = match kind {
        Reason::Concerns => words::decisions_concerns_send as Word,
        Reason::Veto => words::decisions_veto_send as Word,
    };
    let field = Anchor::new();
    field.on_load(move |field| {
        if asked.get_value() {
            drop(field.focus());
        }
    });
    let write = move |typed| reasons.update(|reasons| begun(reasons, id, |one| one.text = typed));
    let reason = area("2", words::decisions_why).anchor(field).value(move || why.get()).input(write);
    let needed = move || kind == Reason::Veto && why.with(|why| why.trim().is_empty());
    el("form")
        .set("class", "why")
        .submit(send)
        .child(reason)
        .child(el("button").set("class", "btn small").mark("disabled", needed).tell(say(word)))
}

/// How many have answered, of those who have and those who are here or were a moment ago.
fn answered(proposal: &ProposalView) -> El {
    let language = language();
    let said = proposal.answers.len();
    let [all, said] = [said + proposal.awaited.len(), said].map(|count| count.to_string());
    el("p").set("class", "quiet").tell(move || words::decisions_answered(language.get(), &all, &said))
}

/// What came of it.
fn outcome(proposal: &ProposalView) -> El {
    let line = |class: &'static str, word: Word| p(class, word);
    match &proposal.outcome {
        Outcome::Open | Outcome::Opening => line("outcome", words::decisions_opening),
        Outcome::Adopted => line("outcome yes", words::decisions_adopted),
        Outcome::Blocked => line("outcome no", words::decisions_blocked),
        Outcome::Nothing => line("outcome", words::decisions_nothing),
        Outcome::Choice { votes, most } => {
            let all = votes.iter().sum::<u32>().max(1);
            (0u8..).zip(proposal.options.iter().zip(votes)).fold(
                el("ul").set("class", "votes"),
                |list, (at, (option, count))| {
                    let (option, count) = (option.clone(), *count);
                    let bar = el("meter").set("aria-hidden", "true").set("min", "0");
                    let bar = bar.bind("max", move || all.to_string()).bind("value", move || count.to_string());
                    let row = el("li").when("most", {
                        let most = most.contains(&at);
                        move || most
                    });
                    list.child(
                        row.child(el("bdi").set("dir", "auto").tell(move || option.clone()))
                            .child(el("b").tell(move || count.to_string()))
                            .child(bar),
                    )
                },
            )
        }
    }
}

/// Who said what, as far as it is open: vetoes first.
fn answers(proposal: &ProposalView) -> El {
    let names = |keys: &[Key], word: Word| {
        let row = |list: El, key: &Key| list.child(el("bdi").tell(author(*key)));
        (!keys.is_empty()).then(|| keys.iter().fold(el("li").child(el("small").tell(say(word))), row))
    };
    let by = |word: Word, fits: &dyn Fn(&Answer) -> bool| {
        let keys: Vec<Key> = proposal
            .answers
            .iter()
            .filter(|(_, answer)| answer.as_ref().is_some_and(fits))
            .map(|(key, _)| *key)
            .collect();
        names(&keys, word)
    };
    let reasons = proposal.answers.iter().filter_map(|(key, answer)| match answer {
        Some(Answer::Veto { reason }) => Some((*key, reason.clone(), words::decisions_veto as Word, true)),
        Some(Answer::LightConcerns { reason }) => {
            Some((*key, reason.clone(), words::decisions_concerns as Word, false))
        }
        Some(Answer::Agree | Answer::StandAside | Answer::Abstain | Answer::Choices(_)) | None => None,
    });
    let mut reasons: Vec<_> = reasons.collect();
    reasons.sort_by_key(|(.., veto)| !veto);
    let list = reasons.into_iter().fold(el("ul").set("class", "who-said"), |list, (key, reason, word, veto)| {
        let row =
            el("li").when("veto", move || veto).child(el("small").tell(say(word))).child(el("bdi").tell(author(key)));
        list.child(row.child(el("span").set("dir", "auto").tell(move || reason.clone())))
    });
    let hidden = match proposal.outcome {
        Outcome::Opening => words::decisions_unopened as Word,
        Outcome::Open | Outcome::Adopted | Outcome::Blocked | Outcome::Choice { .. } | Outcome::Nothing => {
            words::decisions_uncounted
        }
    };
    let list = list
        .maybe(by(words::decisions_agree, &|answer| *answer == Answer::Agree))
        .maybe(by(words::decisions_aside, &|answer| *answer == Answer::StandAside))
        .maybe(by(words::decisions_abstain, &|answer| *answer == Answer::Abstain));
    let list = (0u8..).zip(&proposal.options).fold(list, |list, (at, option)| {
        let keys = proposal
            .answers
            .iter()
            .filter(|(_, answer)| matches!(answer, Some(Answer::Choices(choices)) if choices.contains(&at)));
        let keys: Vec<Key> = keys.map(|(key, _)| *key).collect();
        let option = option.clone();
        let row = |list: El, key: &Key| list.child(el("bdi").tell(author(*key)));
        let head = el("li").child(el("small").set("dir", "auto").tell(move || option.clone()));
        list.maybe((!keys.is_empty()).then(|| keys.iter().fold(head, row)))
    });
    list.maybe(names(&proposal.unopened(), hidden))
        .maybe(names(&proposal.unfit, words::decisions_unfit))
        .maybe(names(&proposal.late, words::decisions_late))
}

/// Waiting no longer for answers that nobody opens.
fn give_up(id: RecordId, which: Memo<String>) -> El {
    let dispatch = use_dispatch();
    let press = move || act(dispatch, Act::Decision(DecisionAct::GiveUp { proposal: id }));
    let word = say(words::decisions_give_up);
    div("choices").child(button("btn small").press(press).about(word, which).tell(word))
}

/// Closing it, or putting the result into the notes once all of it is known. A close is for good: it wants two presses. So does
/// putting a result in that somebody has put in before: it may have been taken out, or still stand there.
fn foot(id: RecordId, which: Memo<String>, (open, opening, noted): (Memo<bool>, Memo<bool>, Memo<bool>)) -> El {
    let (dispatch, language) = (use_dispatch(), language());
    let close = move || act(dispatch, Act::Decision(DecisionAct::Close { proposal: id }));
    let note = move || {
        let (words, again) = (written(language.get_untracked()), noted.get_untracked());
        act(dispatch, Act::Pad(PadAct::Result { pad: PadId::default(), proposal: id, words, again }));
    };
    let closing: [Word; 2] = [words::decisions_close, words::decisions_close_really];
    let noting: [Word; 3] = [words::decisions_to_notes, words::decisions_in_notes, words::decisions_in_notes_really];
    let foot = move || {
        Some(match (open.get(), opening.get()) {
            (true, _) => press_twice_in_row("btn small", closing, which, close).done(),
            (false, true) => return None,
            (false, false) => press_again_in_row("btn small", noting, noted, which, note).done(),
        })
    };
    div("choices").part(foot)
}
