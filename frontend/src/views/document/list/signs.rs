//! Kinds of raising a hand, hand signs and reactions: their pictures, which never stand alone, and their words.

use crate::words::{self, Word};
use plenum_document::records::content::{Rule, Sign, Wish};
use plenum_engine::api::view::{Language, Reaction};

/// The kinds, the most usual first.
pub const WISHES: [Wish; 4] = [Wish::Contribution, Wish::DirectReply, Wish::Question, Wish::PointOfOrder];

/// What a kind is called.
pub fn wish(wish: Wish) -> Word {
    match wish {
        Wish::Contribution => words::list_contribution,
        Wish::DirectReply => words::list_reply,
        Wish::Question => words::list_question,
        Wish::PointOfOrder => words::list_order,
    }
}

/// The rules.
pub const RULES: [Rule; 4] = [Rule::Raised, Rule::FirstTime, Rule::SpokeLess, Rule::Alternating];

/// What a rule is called.
pub fn rule(rule: Rule) -> Word {
    match rule {
        Rule::Raised => words::list_rule_raised,
        Rule::FirstTime => words::list_rule_first,
        Rule::SpokeLess => words::list_rule_less,
        Rule::Alternating => words::list_rule_alternating,
    }
}

/// The hand signs.
pub const SIGNS: [Sign; 7] =
    [Sign::Agree, Sign::Disagree, Sign::Unsure, Sign::Louder, Sign::Slower, Sign::Technical, Sign::Break];

/// Its picture, what it is called, and how so many of them are told. No picture is that of a reaction, too.
pub fn sign(sign: Sign) -> (&'static str, Word, fn(Language, u32) -> String) {
    match sign {
        Sign::Agree => ("✅", words::signs_agree, words::signs_agree_count),
        Sign::Disagree => ("❌", words::signs_disagree, words::signs_disagree_count),
        Sign::Unsure => ("🤷", words::signs_unsure, words::signs_unsure_count),
        Sign::Louder => ("🔊", words::signs_louder, words::signs_louder_count),
        Sign::Slower => ("🐢", words::signs_slower, words::signs_slower_count),
        Sign::Technical => ("🔧", words::signs_technical, words::signs_technical_count),
        Sign::Break => ("☕", words::signs_break, words::signs_break_count),
    }
}

/// The reactions.
pub const REACTIONS: [Reaction; 8] = [
    Reaction::Applause,
    Reaction::ThumbsUp,
    Reaction::Heart,
    Reaction::Laughter,
    Reaction::Celebration,
    Reaction::Surprise,
    Reaction::Thinking,
    Reaction::Wave,
];

/// Its picture, and what it is called; nothing for one that this build does not know.
pub fn reaction(reaction: Reaction) -> Option<(&'static str, Word)> {
    Some(match reaction {
        Reaction::ThumbsUp => ("👍", words::reaction_thumbs_up),
        Reaction::Applause => ("👏", words::reaction_applause),
        Reaction::Heart => ("❤️", words::reaction_heart),
        Reaction::Laughter => ("😂", words::reaction_laughter),
        Reaction::Celebration => ("🎉", words::reaction_celebration),
        Reaction::Surprise => ("😮", words::reaction_surprise),
        Reaction::Thinking => ("🤔", words::reaction_thinking),
        Reaction::Wave => ("👋", words::reaction_wave),
        Reaction::Unknown => return None,
    })
}
