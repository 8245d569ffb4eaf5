//! Templates of a pad: an agenda, and minutes to be filled in.

use super::words::words;
use super::{Language, plain};

/// An agenda.
pub fn agenda(date: &str, language: Language) -> String {
    let words = words(language);
    format!("# {}\n\n**{}:** {}\n\n1. \n2. \n3. \n", words.agenda, words.date, plain(date))
}

/// Minutes.
pub fn minutes(date: &str, language: Language) -> String {
    let words = words(language);
    format!(
        "# {}\n\n**{}:** {}\n**{}:** \n\n## {}\n\n### 1. \n\n## {}\n\n- \n\n## {}\n\n- [ ] \n\n**{}:** \n",
        words.minutes,
        words.date,
        plain(date),
        words.present,
        words.topics,
        words.decisions,
        words.tasks,
        words.next_meeting
    )
}
