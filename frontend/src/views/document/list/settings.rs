//! What holds for all: rule, time per speaker, moderation; and putting somebody on who has no buttons.

use super::floor::{Floor, PutOn};
use super::signs::{self, RULES, WISHES};
use crate::views::ui::components::{self, question};
use crate::views::ui::dom::{El, button, div, el, memo, p};
use crate::views::ui::language::{language, say};
use crate::views::ui::names::isolated;
use crate::words::{self, Word};
use leptos::prelude::*;
use plenum_document::base::ids::Key;
use plenum_document::records::content::{List, Rule};

/// Minutes per speaker that can be chosen, besides none.
const LIMITS: [u16; 4] = [1, 2, 3, 5];

/// Rule, time and moderation. Who may not change them sees how they are.
pub fn shared(floor: Floor) -> El {
    let fixed = memo(move || !floor.may_moderate());
    let rules =
        RULES.into_iter().fold(question(words::list_rule), |rules, rule| rules.child(rule_choice(floor, fixed, rule)));
    let by_itself = el("input")
        .set("type", "checkbox")
        .set("aria-describedby", "by-itself-note")
        .mark("disabled", move || fixed.get())
        .checked(move || floor.list.with(|list| list.by_itself))
        .input(move |_| floor.act(List::ByItself(!floor.list.with_untracked(|list| list.by_itself))));
    let by_itself =
        el("label").set("class", "option").child(by_itself).child(el("span").tell(say(words::list_by_itself)));
    el("details")
        .set("class", "shared")
        .child(el("summary").tell(say(words::list_settings)))
        .child(moderation(floor))
        .child(rules)
        .child(limits(floor, fixed))
        .child(by_itself)
        .child(p("quiet", words::list_by_itself_note).set("id", "by-itself-note"))
}

fn rule_choice(floor: Floor, fixed: Memo<bool>, rule: Rule) -> El {
    let radio = el("input")
        .set("type", "radio")
        .set("name", "list-rule")
        .mark("disabled", move || fixed.get())
        .checked(move || floor.list.with(|list| list.rule == rule))
        .input(move |_| floor.act(List::Rule(rule)));
    el("label").set("class", "option").child(radio).child(el("span").tell(say(signs::rule(rule))))
}

fn limits(floor: Floor, fixed: Memo<bool>) -> El {
    let language = language();
    let choice = move |seconds: u16| {
        let words = move || match seconds {
            0 => words::list_limit_none(language.get()).to_string(),
            seconds => words::list_limit_minutes(language.get(), u32::from(seconds) / 60),
        };
        button("btn small")
            .mark("disabled", move || fixed.get())
            .bind("aria-pressed", move || (floor.list.with(|list| list.limit_s) == seconds).to_string())
            .press(move || floor.act(List::Limit { seconds }))
            .tell(words)
    };
    let row = div("picks").child(choice(0));
    let row = LIMITS.into_iter().fold(row, |row, minutes| row.child(choice(minutes * 60)));
    question(words::list_limit).child(row)
}

/// Who moderates, taking it, giving it up, handing it over.
fn moderation(floor: Floor) -> El {
    let language = language();
    let moderator = memo(move || floor.list.with(|list| list.moderator));
    let own = memo(move || moderator.get().is_some() && moderator.get() == floor.us.get());
    let sentence = move || match moderator.get() {
        Some(moderator) => words::list_moderates(language.get(), &isolated(floor.called(&moderator))),
        None => words::list_moderates_nobody(language.get()).to_string(),
    };
    let take = move || {
        let (word, on) = if own.get() {
            (words::list_moderate_end as Word, false)
        } else {
            (words::list_moderate as words::Word, true)
        };
        Some(components::button("btn small", None, word).press(move || floor.act(List::Moderate { on })).done())
    };
    let others = memo(move || if own.get() { floor.others() } else { Vec::new() });
    let hand_over = move || {
        let to = move |key: Key| {
            button("btn small")
                .press(move || floor.act(List::HandOver { to: key }))
                .child(el("bdi").tell(move || floor.called(&key)))
                .done()
        };
        let picks = || div("picks").set("role", "group").label(words::list_hand_over).each(others, to);
        let shown = || div("hand-over").child(p("quiet", words::list_hand_over)).child(picks()).done();
        (!others.with(Vec::is_empty)).then(shown)
    };
    question(words::list_moderation).child(el("p").tell(sentence)).part(take).part(hand_over)
}

/// The group that one says to belong to: it goes with the next hand.
pub fn group(floor: Floor) -> El {
    group_field(floor, words::list_group, floor.group)
}

/// A field for a group, as long as groups alternate.
fn group_field(floor: Floor, word: Word, group: RwSignal<String>) -> El {
    let alternating = memo(move || floor.list.with(|list| list.rule == Rule::Alternating));
    let field = move || {
        let field = el("input")
            .set("type", "text")
            .set("dir", "auto")
            .set("maxlength", "64")
            .set("data-kept", "")
            .value(move || group.get())
            .input(move |typed| group.set(typed))
            .key(|key| key != "Escape");
        el("label").set("class", "field").child(el("span").tell(say(word))).child(field).done()
    };
    div("group-field").part(move || alternating.get().then(field))
}

/// A form for somebody on a telephone, or in the same room as somebody else.
pub fn put_on(floor: Floor) -> El {
    let PutOn { name, group, wish } = floor.put_on;
    // What was begun is in sight.
    let begun = untrack(|| name.with(|name| !name.is_empty()) || group.with(|group| !group.is_empty()));
    let put = move || {
        let typed = name.get_untracked().trim().to_string();
        if !typed.is_empty() {
            name.set(String::new());
            let theirs = group.get_untracked().trim().to_string();
            group.set(String::new());
            let theirs = (!theirs.is_empty()).then_some(theirs);
            floor.act(List::PutOn { name: typed, wish: wish.get_untracked(), group: theirs });
        }
    };
    let field = el("input")
        .set("type", "text")
        .set("dir", "auto")
        .set("autocomplete", "off")
        .set("maxlength", "64")
        .set("data-kept", "")
        .value(move || name.get())
        .input(move |typed| name.set(typed))
        .key(|key| key != "Escape");
    let kinds = WISHES.into_iter().fold(question(words::list_put_wish), |kinds, kind| {
        let radio = el("input")
            .set("type", "radio")
            .set("name", "put-wish")
            .checked(move || wish.get() == kind)
            .input(move |_| wish.set(kind));
        kinds.child(el("label").set("class", "option").child(radio).child(el("span").tell(say(signs::wish(kind)))))
    });
    let form = el("form")
        .submit(put)
        .child(el("label").set("class", "field").child(el("span").tell(say(words::list_put_name))).child(field))
        .child(kinds)
        .child(group_field(floor, words::list_put_group, group))
        .child(el("button").set("class", "btn small").tell(say(words::list_put)));
    el("details")
        .set("class", "put-on")
        .mark("open", move || begun)
        .child(el("summary").tell(say(words::list_put_on)))
        .child(form)
}
