//! The words of minutes and results in both languages, as a German assembly would use them.

use super::Language;

/// All of them.
pub struct Words {
    pub minutes: &'static str,
    pub date: &'static str,
    pub present: &'static str,
    pub agenda: &'static str,
    pub decisions: &'static str,
    pub speaking_times: &'static str,
    pub proposal: &'static str,
    pub adopted: &'static str,
    pub blocked: &'static str,
    pub open: &'static str,
    pub nothing: &'static str,
    pub most: &'static str,
    pub veto: &'static str,
    pub concerns: &'static str,
    pub agree: &'static str,
    pub aside: &'static str,
    pub abstain: &'static str,
    pub unopened: &'static str,
    pub unfit: &'static str,
    pub late: &'static str,
    pub minutes_short: &'static str,
    pub somebody: &'static str,
    pub done: &'static str,
    pub topics: &'static str,
    pub tasks: &'static str,
    pub next_meeting: &'static str,
}

const ENGLISH: Words = Words {
    minutes: "Minutes",
    date: "Date",
    present: "Present",
    agenda: "Agenda",
    decisions: "Decisions",
    speaking_times: "Speaking times",
    proposal: "Proposal",
    adopted: "Adopted",
    blocked: "Blocked by a veto",
    open: "Not decided yet",
    nothing: "Nobody answered",
    most: "Most votes",
    veto: "Veto",
    concerns: "Light concerns",
    agree: "Agree",
    aside: "Stand aside",
    abstain: "Abstain",
    unopened: "Hidden answers that were not opened, not counted",
    unfit: "Answers that do not fit their commitment, not counted",
    late: "Hidden answers that came too late, not counted",
    minutes_short: "min",
    somebody: "Somebody",
    done: "done",
    topics: "Topics",
    tasks: "Tasks",
    next_meeting: "Next meeting",
};

const GERMAN: Words = Words {
    minutes: "Protokoll",
    date: "Datum",
    present: "Anwesend",
    agenda: "Tagesordnung",
    decisions: "Beschlüsse",
    speaking_times: "Redezeiten",
    proposal: "Vorschlag",
    adopted: "Angenommen",
    blocked: "Durch Veto blockiert",
    open: "Noch nicht entschieden",
    nothing: "Niemand hat geantwortet",
    most: "Meiste Stimmen",
    veto: "Veto",
    concerns: "Leichte Bedenken",
    agree: "Zustimmung",
    aside: "Beiseitestehen",
    abstain: "Enthaltung",
    unopened: "Verdeckte Antworten, die nicht aufgedeckt wurden, nicht gezählt",
    unfit: "Antworten, die nicht zu ihrer Festlegung passen, nicht gezählt",
    late: "Verdeckte Antworten, die zu spät kamen, nicht gezählt",
    minutes_short: "Min.",
    somebody: "Jemand",
    done: "erledigt",
    topics: "Themen",
    tasks: "Aufgaben",
    next_meeting: "Nächstes Treffen",
};

/// Those of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}
